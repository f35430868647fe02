package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/mayarbot/mayarbot/sandbox/browsertest"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func walkComposer(t *testing.T, browser *browsertest.Browser) {
	page, w, _ := visit(t, browser, fakeslack.Options{})
	picture(t, page, "first-run")
	page.Type("Message", "/")
	page.Within("#completions").WaitText("/checkout")
	picture(t, page, "completions")
	page.Press(kb.ArrowDown + kb.ArrowDown)
	page.Wait(`document.querySelector("#completions [aria-selected=true]").innerText.startsWith("/unpaid")`)
	page.Press(kb.Tab)
	page.Wait(`document.querySelector("#composer-input").value === "/unpaid "`)
	page.WaitText("[words] [older:7d] [min:100000]")
	page.Press("o")
	page.Within("#completions").Click("/unpaid older:7d example")
	page.Wait(`document.querySelector("#composer-input").value === "/unpaid older:7d"`)
	page.Press("\r")
	page.WaitText("3 unpaid")
	page.Within(".echo").WaitText("/unpaid older:7d acknowledged in")
	page.Wait(`document.querySelector("#hint").hidden`)

	page.Type("Message", "/mayar h\r") // the first Enter completes the name, the second sends
	page.Wait(`document.querySelector("#composer-input").value === "/mayar help "`)
	page.Fill("Message", "/ma")
	page.Press(kb.Escape)
	page.Wait(`document.querySelector("#completions").hidden`)
	page.Fill("Message", "")
	page.Press(kb.ArrowUp)
	page.Wait(`document.querySelector("#composer-input").value === "/unpaid older:7d"`)
	page.Fill("Message", "good morning")
	page.Click("Send")
	page.Within(".message").WaitText("good morning")

	page.Click("What to try")
	page.Click("/unpaid who has not paid yet")
	page.WaitText("/unpaid acknowledged in")
	page.Click("What to try")
	page.Click("Hide this hint")
	page.WaitGone("New here?")
	if got := len(w.slack.Messages(fakeslack.Ayu, fakeslack.Finance)); got != 3 {
		t.Errorf("%d messages, want two lists and one word", got)
	}
}

func walkList(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Type("Message", "/unpaid\r")
	page.WaitText("page 1 of 3")
	page.WaitText("Only visible to you")
	page.WaitText("@Ayu Contoh")
	picture(t, page, "list")
	page.Click("Next")
	page.WaitText("page 2 of 3")
	page.Within(".message").WaitText("acknowledged in")
	page.Wait(`document.activeElement.dataset.action === "page.next"`) // keeps the focus, so that Enter pages on
	page.Press("\r")
	page.WaitText("page 3 of 3")
	page.Click("Previous")
	page.WaitText("page 2 of 3")
	page.Wait(`document.querySelector("a.button").href === "https://toko-contoh.example/pl/kelas-menulis"`)

	page.Click("More")
	page.Within(".menu").WaitText("Forget it")
	page.Press(kb.ArrowDown + "\r")
	page.WaitText("You chose forget")
	page.Type("Message", "/unpaid\r")
	page.WaitText("page 1 of 3")
	page.Choose("Sort by", "Largest")
	page.WaitText("You chose largest")
}

func walkConfirm(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Type("Message", "/unpaid\r")
	page.WaitText("3 unpaid")
	page.Click("Remove")
	page.WaitText("It cannot be brought back.")
	picture(t, page, "confirm")
	page.Click("Keep it")
	page.WaitGone("It cannot be brought back.")
	page.WaitText("3 unpaid")
	page.Click("Remove")
	page.Click("Yes, remove")
	page.WaitGone("3 unpaid")
}

func walkBusy(t *testing.T, browser *browsertest.Browser) {
	page, _, bot := visit(t, browser, fakeslack.Options{AckWithin: time.Minute})
	page.Type("Message", "/unpaid\r")
	page.WaitText("3 unpaid")
	page.Click("Take your time")
	page.Wait(`document.querySelector("[data-action=slow]").getAttribute("aria-busy") === "true"`)
	picture(t, page, "busy")
	close(bot.hold)
	page.Wait(`!document.querySelector("[data-action=slow]").hasAttribute("aria-busy")`)
	page.Within(".message").WaitText("acknowledged in")
}

func walkNotAcknowledged(t *testing.T, browser *browsertest.Browser) {
	page, _, bot := visit(t, browser, fakeslack.Options{AckWithin: 200 * time.Millisecond})
	defer close(bot.hold)
	page.Type("Message", "/silent\r")
	page.WaitText("not acknowledged within 3 s")
	page.WaitText(`/silent failed with the error "operation_timeout"`)
	page.Within("#panel").WaitText("not acked")
	page.Type("Message", "/unpaid\r")
	page.WaitText("3 unpaid")
	page.Click("Take your time")
	page.Within(".message").WaitText("not acknowledged within 3 s")
}

// A new message is scrolled into view unless the user scrolled away; then a button announces it.
// The same holds after a message that is longer than the window.
func walkNewest(t *testing.T, browser *browsertest.Browser) {
	page, _, bot := visit(t, browser, fakeslack.Options{})
	page.Resize(1280, 640)
	const reports = `document.querySelectorAll("#messages .message").length === %d && `
	const inSight = `((top) => top >= 0 && top < 200)(root.lastElementChild.getBoundingClientRect().top)`
	post := func() {
		if err := bot.report(t.Context(), fakeslack.Finance); err != nil {
			t.Errorf("report: %v", err)
		}
	}
	list := page.Within("#messages")
	for n := 1; n <= 2; n++ {
		post()
		list.Wait(fmt.Sprintf(reports, n) + inSight)
	}
	page.Wait(`document.querySelector("#newer").hidden`)
	list.Wait(`(root.scrollTop = 0) === 0`)
	post()
	list.Wait(fmt.Sprintf(reports, 3) + `root.scrollTop === 0`)
	picture(t, page, "newer")
	page.Click("New message ↓")
	list.Wait(inSight)
	page.Wait(`document.querySelector("#newer").hidden`)
}

func walkNotConnected(t *testing.T, browser *browsertest.Browser) {
	page := browser.Open(t, start(t, fakeslack.Options{}).url)
	page.WaitText("Nothing here yet")
	page.Type("Message", "/unpaid\r")
	page.Within(".echo").WaitText("not delivered: the app is not connected")
	page.Within("#panel").WaitText("Last command not delivered")
	page.WaitGone("within 3 s")
}
