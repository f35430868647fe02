package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/browsertest"
)

// A person makes a digest with /digest, moves the clock until it is due, and lets transactions be
// paid, which the next digest tells. Then the bot is removed from the channel and invited again.
func walkDigest(t *testing.T, browser *browsertest.Browser) {
	page := browser.Open(t, startSandbox(t))
	page.Resize(1280, 900)
	room := page.Within("#panel")
	talk := page.Within("main")
	room.WaitText("connected")

	page.Type("Message", "/digest\r")
	page.WaitText("No digest yet")
	page.Click("New")
	page.Fill("Times", "soon")
	browsertest.Eval[any](
		page,
		`(document.activeElement.scrollIntoView(true), document.querySelector(".modal-body").scrollTop += 30, null)`,
	) // hides its label
	page.Click("Save")
	page.WaitText("Times look like 09:00")
	page.Within(".modal-body").Wait(
		`document.activeElement.labels[0].getBoundingClientRect().top >= root.getBoundingClientRect().top`,
	)
	page.Fill("Times", "09:00")
	page.Click("Save")
	page.WaitText("Digest created")
	page.Click("Close")
	page.Type("Message", "/digest list all\r")
	talk.WaitText("#finance · by @Ayu Contoh")
	room.WaitText("of 120")

	room.Click("To the next digest")
	talk.WaitText("278 unpaid")
	talk.WaitText("Pause a day")
	room.Click("Mark five paid")
	room.Click("To the next digest")
	talk.WaitText("5 paid (Rp")
	talk.Wait(isVisible("273 unpaid"))
	talk.Wait(`[...root.querySelectorAll(".table-frame")].every((table) => table.scrollWidth <= table.clientWidth)`)
	talk.Wait(`[...root.querySelectorAll("td:nth-child(3), td:nth-child(5)")].every(` + isOneLine + `)`)
	picture(t, page, "digest.png")
	talk.Click("See all")
	talk.WaitText("Share in channel")

	room.Click("Kick the bot out")
	room.Click("To the next digest")
	page.Click("mayarbot")
	talk.WaitText("was not posted: I am not in the channel")
	talk.WaitText("/invite @mayarbot")
	page.Click("finance")
	page.Type("Message", "/digest\r")
	talk.WaitText("It cannot be posted: I am not in the channel")
	before := strings.Count(talk.Text(), "unpaid ·")
	room.Click("Invite the bot")
	talk.Wait(fmt.Sprintf(`root.innerText.split("unpaid ·").length - 1 > %d`, before))
}

// A digest is told in its form to skip holidays. The clock goes to one and over two more, and the
// next digest says so.
func walkHolidays(t *testing.T, browser *browsertest.Browser) {
	clearEnv(t)
	today := time.Now().UTC() // within a day of the bot's
	var holidays []string
	for days := range 3 {
		holidays = append(holidays, today.AddDate(0, 0, days+1).Format("+2006-01-02 Libur"))
	}
	t.Setenv("MAYARBOT_HOLIDAYS", strings.Join(holidays, ","))
	page := browser.Open(t, startSandboxAsSet(t))
	page.Resize(1280, 900)
	room := page.Within("#panel")
	talk := page.Within("main")
	room.WaitText("connected")

	page.Type("Message", "/digest daily 09:00\r")
	talk.WaitText("Digest created")
	talk.Click("Edit")
	page.WaitText("On holidays")
	page.Click("Skip it")
	page.Click("Save")
	page.WaitText("Digest changed")
	page.WaitText("skipped on holidays")
	page.Click("Close")
	page.Type("Message", "/digest now\r")
	talk.WaitText("278 unpaid")
	room.Click("To the next holiday")
	room.WaitText("Libur")
	room.Click("To the next digest")
	talk.Wait(`/ no change since .* \(\d+ holidays\)/.test(root.innerText)`)
}

// isOneLine reports whether the text of a cell is one line high.
const isOneLine = `(cell) => {
	const text = document.createRange();
	text.selectNodeContents(cell);
	return text.getBoundingClientRect().height < 30;
}`

// isVisible is a condition of the page: the beginning of the last message is visible and is text.
func isVisible(text string) string {
	return fmt.Sprintf(`(() => {
		const last = document.querySelector("#messages").lastElementChild;
		const top = last.getBoundingClientRect().top;
		const window = document.querySelector("#messages").getBoundingClientRect();
		return last.querySelector(".block")?.innerText.startsWith(%q) && top >= window.top && top < window.bottom - 80;
	})()`, text)
}
