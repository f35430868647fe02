package main

import (
	"fmt"
	"testing"

	"github.com/mayarbot/mayarbot/sandbox/browsertest"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// One person opens a card. Another opens a card of the same customer and reads who is writing. The
// first one opens WhatsApp, and the card says so.
func walkFollowUp(t *testing.T, browser *browsertest.Browser) {
	clearEnv(t)
	t.Setenv("MAYARBOT_QUIET", "off")
	address := startSandboxAsSet(t)
	page := browser.Open(t, address)
	page.Resize(1280, 1000)
	room := page.Within("#panel")
	room.WaitText("connected")
	today := browsertest.Eval[string](page, `document.querySelector("[data-room=clock]").innerText`)
	room.Click("To the next working day") // nobody is reminded on another
	page.Wait(fmt.Sprintf(`document.querySelector("[data-room=clock]").innerText !== %q`, today))
	page.Type("Message", "/unpaid older:3d type:invoice sort:largest\r")
	page.WaitText("Only visible to you")
	picture(t, page, "follow-up-list.png")
	follow := `document.querySelector('#messages [data-action="followup.open"]').click()`
	browsertest.Eval[any](page, "("+follow+", null)")
	card := page.Within("#modal")
	card.WaitText("Checked with Mayar at")
	card.WaitText("Open WhatsApp")
	card.WaitText("Halo Kak")
	picture(t, page, "follow-up.png")

	other := browser.Open(t, address)
	other.Resize(390, 844)
	other.Within("#panel").WaitText("connected")
	browsertest.Eval[any](other, `(sessionStorage.setItem("user", "`+fakeslack.Budi+`"), location.reload(), null)`)
	other.Within("#panel").WaitText("connected")
	other.Type("Message", "/unpaid older:3d type:invoice sort:largest\r")
	other.WaitText("Only visible to you")
	browsertest.Eval[any](other, "("+follow+", null)")
	other.Within("#modal").WaitText("is writing to this customer right now")
	picture(t, other, "follow-up-held.png")

	browsertest.Eval[any](page,
		`(window.open = () => {}, document.querySelector('#modal [data-action="followup.whatsapp"]').click(), null)`)
	card.WaitText("Opened WhatsApp at")
	picture(t, page, "follow-up-opened.png")
	card.Click("Note")
	page.Fill("Note", "Minta waktu sampai Jumat.")
	page.Click("Save")
	card.WaitText("Minta waktu sampai Jumat.")
	card.Click("Undo")
	card.WaitText("it does not count as a contact")
	picture(t, page, "follow-up-noted.png")
}
