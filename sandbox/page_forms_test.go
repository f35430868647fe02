package sandbox_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/mayarbot/mayarbot/sandbox/browsertest"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func walkForm(t *testing.T, browser *browsertest.Browser) {
	page, w, _ := visit(t, browser, fakeslack.Options{})
	page.Type("Message", "/checkout\r")
	page.WaitText("As it should stand on the invoice")
	page.Click("Create link")
	page.WaitText("Please complete this required field.")
	picture(t, page, "form-required")

	page.Type("Product", "kelas")
	page.Within(".combobox").WaitText("Kelas Memasak")
	picture(t, page, "form-search")
	page.Press(kb.ArrowDown + kb.ArrowDown + "\r")
	page.Wait(`document.querySelector(".combobox input").value === "Kelas Memasak"`)
	page.Type("Product", kb.End+" x")
	page.WaitText("Nothing found")
	page.Press(kb.Escape)
	page.WaitGone("Nothing found") // and the form is still there
	page.Fill("Product", "buku")
	page.Click("Buku Resep")

	page.Type("Name", "No")
	page.Type("E-mail", "not an address")
	page.Type("Credit", "1.5")
	page.Type("Web site", "nowhere")
	page.Choose("Months", "A year")
	page.Click("Create link")
	for _, problem := range []string{
		"Please enter at least 3 characters.", "Please enter a valid e-mail address.", "Please enter a whole number.",
		"Please enter a valid address, with https://.",
	} {
		page.WaitText(problem)
	}
	page.Fill("Name", "Nobody Here")
	page.Fill("E-mail", "sari@example.com")
	page.Fill("Credit", "0")
	page.Fill("Web site", "https://example.com")
	page.Click("Create link")
	page.WaitText("Please enter 1 or more.")
	page.Fill("Credit", "25000")
	page.Click("Create link")
	page.WaitText("There is no such customer.")
	page.Wait(`document.activeElement.labels[0].innerText === "Name"`)
	picture(t, page, "form-errors")

	page.Fill("Name", "Sari Contoh")
	page.Press("\r")
	page.WaitText("3 / Sari Contoh / sari@example.com / 25000 / 12")
	page.Within(".modal-foot").Click("Close")
	page.Wait(`!document.querySelector("#modal").open`)
	if views := w.slack.Views(fakeslack.Ayu); len(views) != 0 {
		t.Errorf("%d forms are still open", len(views))
	}
}

func walkStack(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Type("Message", "/checkout\r")
	page.Type("Name", "Sari Contoh")
	page.Click("What is this?")
	page.WaitText("A link for one customer")
	page.WaitText("2 of a stack")
	picture(t, page, "stack")
	page.Press(kb.Escape)
	page.WaitText("Create link")
	// the typed text is still there
	page.Wait(`[...document.querySelectorAll("#modal .field")].some((field) => field.value === "Sari Contoh")`)
	page.Within(".modal-head").Click("Close")
	page.Wait(`!document.querySelector("#modal").open`)
}

// A modal shows its updates at once, also those of a click in it. A button with an address opens it
// and tells the bot.
func walkCard(t *testing.T, browser *browsertest.Browser) {
	page, w, bot := visit(t, browser, fakeslack.Options{})
	page.Type("Message", "/card\r")
	page.WaitText("Checking with Mayar")
	close(bot.hold)
	page.WaitText("Not paid yet")
	picture(t, page, "card")
	const href = "https://wa.me/6281100000000?text=Halo%20%26%20terima%20kasih"
	explained := "whatsapp.html#https%3A%2F%2Fwa.me%2F6281100000000%3Ftext%3DHalo%2520%2526%2520terima%2520kasih"
	got := browsertest.Eval[string](page, `(() => {
		const link = document.querySelector("#modal a.button");
		let opened = "";
		const before = window.open;
		window.open = (to) => { opened = to; };
		link.click();
		window.open = before;
		return link.href + " " + opened;
	})()`)
	if want := href + " " + explained; got != want {
		t.Errorf("the button opens %s\nwant %s", got, want)
	}
	page.WaitText("You opened WhatsApp")
	there := browser.Open(t, w.url+"/"+explained)
	there.WaitText("+6281100000000")
	there.WaitText("Halo & terima kasih")
	picture(t, there, "whatsapp")
}
