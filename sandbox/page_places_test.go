package sandbox_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/mayarbot/mayarbot/sandbox/browsertest"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func walkPeople(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Type("Message", "/unpaid\r")
	page.WaitText("3 unpaid")
	page.Choose("View as", "Budi Misal")
	page.WaitGone("3 unpaid") // other users do not see an ephemeral message
	page.WaitText("Nothing here yet")
	page.Choose("View as", "Gita Tamu (guest)")
	page.WaitText("A guest: the bot refuses.")
	page.Within("#channels").WaitGone("finance")
	page.Type("Message", "/unpaid\r") // the scripted bot answers every user
	page.WaitText("3 unpaid")
	page.Choose("View as", "Inez Mitra (other workspace)")
	page.WaitText("From another workspace: the bot refuses.")
	page.Choose("View as", "Hadi Mantan (deactivated)")
	page.WaitText("A deactivated account: Slack lets them do nothing.")
	page.Type("Message", "/unpaid\r")
	page.WaitText("Slack would not let you do that")
	picture(t, page, "deactivated")
	page.Choose("View as", "Ayu Contoh")
	page.WaitText("3 unpaid")
}

func walkChannels(t *testing.T, browser *browsertest.Browser) {
	page, w, _ := visit(t, browser, fakeslack.Options{})
	page.Click("mayarbot")
	page.Within(".topbar").WaitText("only you and the bot")
	if _, err := w.slack.Say(fakeslack.Budi, fakeslack.Sales, "see <#C0FINANCE2>"); err != nil {
		t.Fatal(err)
	}
	page.Wait(`document.querySelector("[data-channel=C0SALES003]").classList.contains("unread")`)
	page.Click("sales")
	page.WaitText("see #finance")
	page.Wait(`!document.querySelector("[data-channel=C0SALES003]").classList.contains("unread")`)
	page.Type("Message", "/share\r")
	page.WaitText("pings @channel 3 unpaid")
	page.Wait(`document.querySelectorAll("#messages mark.ping").length === 1`)
	picture(t, page, "leak")
	page.Click("general")
	page.WaitText("the bot is not in this channel")
}

func walkColours(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Type("Message", "/unpaid\r")
	page.WaitText("3 unpaid")
	const background = `getComputedStyle(document.body).backgroundColor`
	light := browsertest.Eval[string](page, background)
	page.Dark(true)
	dark := browsertest.Eval[string](page, background)
	if light == dark {
		t.Errorf("dark and light are both %s", dark)
	}
	picture(t, page, "dark")
	page.Click("Light or dark")
	if got := browsertest.Eval[string](page, background); got != light {
		t.Errorf("after the toggle the background is %s, want %s", got, light)
	}
	page.Click("Light or dark")
	page.Type("Message", "/checkout\r")
	page.WaitText("Create link")
	picture(t, page, "dark-form")
}

func walkPhone(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Resize(390, 844)
	page.Reload()
	page.WaitText("New here?")
	picture(t, page, "phone-first-run")
	page.Click("Channels")
	page.Within("#sidebar").WaitText("general")
	page.Wait(`document.activeElement.id === "view-as"`)
	outOfReach(t, page, "#composer-input")
	picture(t, page, "phone-sidebar")
	page.Press(kb.Escape)
	page.Wait(`!document.body.classList.contains("sidebar-open") && document.activeElement.id === "toggle-sidebar"`)
	page.Press("\r")
	page.Click("mayarbot")
	page.Wait(`!document.body.classList.contains("sidebar-open")`)
	page.Type("Message", "/unpaid\r")
	page.WaitText("3 unpaid")
	picture(t, page, "phone-list")
	page.Wait(
		`[...document.querySelectorAll(".section-body + .accessory")].every((one) => {
			const before = one.previousElementSibling;
			return one.offsetTop >= before.offsetTop + before.offsetHeight;
		})`,
	)
	page.Wait(`document.documentElement.scrollWidth <= 390`)
	page.Type("Message", "/checkout\r")
	page.WaitText("Create link")
	picture(t, page, "phone-form")
	page.Click("Cancel")
	page.Click("Control room")
	page.Within("#panel").WaitText("Mark one paid")
	outOfReach(t, page, "#composer-input")
	picture(t, page, "phone-panel")
	page.Resize(1280, 860) // a wide window has no overlay
	page.Wait(`!document.querySelector("#chat").inert`)
	page.Resize(390, 844)
	page.Click("Close the control room")
	page.Wait(`!document.body.classList.contains("panel-open")`)
}

// outOfReach checks that an element under an overlay cannot get the focus.
func outOfReach(t *testing.T, page *browsertest.Page, selector string) {
	t.Helper()
	if browsertest.Eval[bool](
		page, fmt.Sprintf(`(document.querySelector(%[1]q).focus(), document.activeElement.matches(%[1]q))`, selector),
	) {
		t.Errorf("%s has the focus although it is covered", selector)
	}
}

func walkServerGone(t *testing.T, browser *browsertest.Browser) {
	w := start(t, fakeslack.Options{})
	page := browser.Open(t, w.url)
	page.WaitText("Nothing here yet")
	w.stop()
	page.WaitText("The sandbox does not answer")
}
