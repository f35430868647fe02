package sandbox_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/mayarbot/mayarbot/sandbox/browsertest"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// The bot's advice, /invite @mayarbot, can be typed.
func walkInvited(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{Commands: []string{"/unpaid"}})
	page.Click("general")
	page.Within(".topbar").WaitText("the bot is not in this channel")
	page.Type("Message", "/invite @mayarbot\r")
	page.WaitText("mayarbot has joined the channel")
	page.WaitText("answered by Slack itself")
	page.Within(".topbar").WaitGone("the bot is not in this channel")
	page.Within("[data-room=channel]").WaitText("Kick the bot out")
	page.Within("#panel").WaitText("Last command none yet")
	page.Type("Message", "/invoice\r")
	page.WaitText("/invoice is not a valid command.")
	page.Type("Message", " /invoice\r")
	page.Wait(
		`[...document.querySelectorAll("#messages .message .block")]
			.some((block) => block.innerText.trim() === "/invoice")`,
	)
	picture(t, page, "invited")
}

func walkReadOnly(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{ReadOnlyTab: true})
	page.Click("mayarbot")
	page.WaitText("Sending messages to this app has been turned off.")
	page.Wait(`!document.querySelector("#composer-input").checkVisibility()`)
	picture(t, page, "read-only")
	page.Click("finance")
	page.WaitGone("Sending messages to this app has been turned off.")
	page.Type("Message", "/unpaid\r")
	page.WaitText("3 unpaid")
}

// A user becomes a guest, is deactivated, and both changes are undone.
func walkAccountStatus(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	room := page.Within("[data-room=people]")
	room.Choose("Somebody", "Budi Misal")
	room.Click("Make a guest")
	page.WaitText("Budi Misal is a guest now.")
	page.Choose("View as", "Budi Misal (guest)")
	page.WaitText("A guest: the bot refuses.")
	room.Click("Deactivate")
	page.WaitText("A deactivated account: Slack lets them do nothing.")
	room.Wait(`root.querySelector("button").disabled`) // a deactivated user cannot become a guest
	picture(t, page, "standing")
	room.Click("Reactivate")
	page.WaitText("A guest: the bot refuses.")
	room.Click("Make a member")
	page.WaitGone("A guest: the bot refuses.")
	page.Wait(`document.querySelector("#view-as").selectedOptions[0].text === "Budi Misal"`)
}

func walkSharedLater(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	room, topic := page.Within("[data-room=channel]"), page.Within(".topbar")
	room.Click("Share outside")
	page.WaitText("The channel is shared with another company.")
	topic.WaitText("shared with another workspace")
	page.Choose("View as", "Inez Mitra (other workspace)")
	page.Click("finance")
	page.Type("Message", "hello from Inez\r")
	page.WaitText("hello from Inez")
	page.Choose("View as", "Ayu Contoh")
	page.Click("finance")
	page.WaitText("hello from Inez")
	picture(t, page, "shared-later")
	room.Click("End the sharing")
	topic.WaitGone("shared with another workspace")
}

func walkGroupMessages(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Click("Budi Misal, mayarbot")
	page.Within(".topbar").WaitText("direct messages among several people")
	page.Within("[data-room=channel]").WaitText("Direct messages stay as they are.")
	page.Type("Message", "/share\r")
	page.WaitText("3 unpaid")
	page.Choose("View as", "Budi Misal")
	page.Click("Ayu Contoh, mayarbot")
	page.WaitText("3 unpaid")
	page.Choose("View as", "Citra Umpama")
	page.Within("#directs").WaitGone("Ayu Contoh, mayarbot")
}

// A line that was typed while the server is gone is kept.
func walkUnsentLineKept(t *testing.T, browser *browsertest.Browser) {
	w := start(t, fakeslack.Options{})
	page := browser.Open(t, w.url)
	page.WaitText("Nothing here yet")
	w.stop()
	page.WaitText("The sandbox does not answer")
	const typed = "/unpaid older:7d min:100000"
	page.Type("Message", typed+"\r")
	page.Within("#toasts").WaitText("The sandbox is not running. Start it again: mayarbot sandbox")
	page.Wait(fmt.Sprintf(`document.querySelector("#composer-input").value === %q`, typed))
	page.WaitGone("waiting for the bot")
}

// A payment link of the pretend shop opens an explanation, and its address stays unchanged.
func walkPayment(t *testing.T, browser *browsertest.Browser) {
	page, w, bot := visit(t, browser, fakeslack.Options{})
	if err := bot.tell(
		t.Context(), fakeslack.Finance,
		"<https://toko-contoh.example/bayar?a=1&amp;b=2|Payment page> <https://example.org|Manual>",
	); err != nil {
		t.Fatal(err)
	}
	page.WaitText("Payment page")
	const follow = `(() => {
		const link = [...document.querySelectorAll("#messages a")].find((one) => one.innerText === %q);
		let opened = "";
		const before = window.open;
		window.open = (to) => { opened = to; };
		// keep the browser on the page
		document.addEventListener("click", (event) => event.preventDefault(), {once: true});
		link.click();
		window.open = before;
		return link.href + " " + opened;
	})()`
	const href = "https://toko-contoh.example/bayar?a=1&b=2"
	explained := "payment.html#https%3A%2F%2Ftoko-contoh.example%2Fbayar%3Fa%3D1%26b%3D2"
	if got := browsertest.Eval[string](page, fmt.Sprintf(follow, "Payment page")); got != href+" "+explained {
		t.Errorf("the payment link opens %s", got)
	}
	if got := browsertest.Eval[string](page, fmt.Sprintf(follow, "Manual")); got != "https://example.org/ " {
		t.Errorf("another link opens %s", got)
	}
	there := browser.Open(t, w.url+"/"+explained)
	there.WaitText("This is where the buyer would pay")
	there.WaitText(href)
	picture(t, there, "payment")
}

// Enter sends a complete command, and accepts a completion that was begun or chosen.
func walkEnter(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	sent := func(line string) {
		t.Helper()
		page.Wait(fmt.Sprintf(`[...document.querySelectorAll(".echo code")].at(-1)?.innerText === %q`, line))
	}
	page.Type("Message", "/mayar\r")
	sent("/mayar")
	page.Type("Message", "/unp\r\r")
	sent("/unpaid")
	page.Type("Message", "/mayar"+kb.ArrowDown+"\r")
	page.Wait(`document.querySelector("#composer-input").value === "/mayar help "`)
	page.Press("\r")
	sent("/mayar help")
}

// At 200 % zoom on a small screen, the hint leaves most of the window to the messages.
func walkLowWindow(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Click("Close the control room")
	page.Resize(640, 400)
	page.WaitText("New here?")
	if height := browsertest.Eval[int](page, `document.querySelector("#hint").offsetHeight`); height > 100 {
		t.Errorf("the hint takes %d of 400 pixels", height)
	}
	picture(t, page, "low-window")
}
