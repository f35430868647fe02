package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/browsertest"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/mayarbot/mayarbot/workdays"
)

func walkClock(t *testing.T, browser *browsertest.Browser) {
	page, w, bot := visit(t, browser, fakeslack.Options{})
	room := page.Within("[data-room=clock]")
	room.WaitText("No digest is waiting.")
	room.Wait(`root.querySelector(".wide").disabled`)
	room.WaitText(w.clock.Now().In(jayapura).Format("Monday, 2 January 2006"))
	room.WaitText(" WIT")
	due := w.clock.Now().Add(50 * time.Hour)
	w.digest.schedule(due, func() {
		if err := bot.report(t.Context(), fakeslack.Finance); err != nil {
			t.Errorf("report: %v", err)
		}
	})
	page.Type("Message", "/unpaid\r")
	page.WaitText("page 1 of 3")
	room.WaitText("Next digest: " + due.In(jayapura).Format("Mon 2 Jan, 15:04"))
	picture(t, page, "clock")
	room.Click("+1 hour")
	room.WaitText("moved on by 1 h")
	room.Click("+1 day")
	room.WaitText("moved on by 1 day 1 h")
	if n := len(w.slack.Messages(fakeslack.Ayu, fakeslack.Finance)); n != 1 {
		t.Errorf("%d messages before the digest is due, want the list", n)
	}
	room.Click("To the next digest")
	page.Within("#messages").WaitText("278 unpaid, 5 paid since yesterday")
	page.WaitText("It is " + due.In(jayapura).Format("Monday, 2 January 2006, 15:04"))
	room.WaitText("No digest is waiting.")
	picture(t, page, "clock-digest")

	came := w.slack.Messages(fakeslack.Ayu, fakeslack.Finance)[1]
	said := page.Within(fmt.Sprintf("[data-ts=%q]", came.TS))
	said.WaitText(due.In(jayapura).Format("15:04"))
	page.Within("#messages").WaitText(due.In(jayapura).Format("Monday, 2 January 2006")) // it starts a new day
	// buttons from before the move still work
	page.Click("Next")
	page.WaitText("page 2 of 3")
	page.Within("#panel").WaitText("Open sockets 1")
	page.Type("Message", "/unpaid\r")
	// newer than the digest, by the same clock
	page.Wait(`document.querySelector("#messages").lastElementChild.innerText.includes("page 1 of 3")`)
}

// The clock goes to a holiday, which the page names, and on to a working day.
func walkHoliday(t *testing.T, browser *browsertest.Browser) {
	page, w, _ := visit(t, browser, fakeslack.Options{})
	holiday := holidayFrom(w.clock)
	room := page.Within("[data-room=clock]")
	room.Click("To the next holiday")
	page.WaitText("08:00: Libur contoh")
	room.WaitText(holiday.At(0, jayapura).Format("Monday, 2 January 2006") + " · Libur contoh")
	picture(t, page, "clock-holiday")
	room.Click("To the next working day")
	page.WaitText(workdays.Calendar{}.Next(holiday).At(8*60, jayapura).Format("Monday, 2 January 2006, 15:04"))
	room.Wait(`!root.innerText.includes("Libur")`)
}

func walkPostFaults(t *testing.T, browser *browsertest.Browser) {
	page, w, _ := visit(t, browser, fakeslack.Options{})
	room := page.Within("#panel")
	arrived := 0
	for i, test := range []struct {
		set     string
		said    string // to the bot
		arrives bool
	}{
		{"429, again in 5 seconds", "Not posted: slack rate limit exceeded, retry after 5s", false},
		{"500, and they do not arrive", "Not posted: slack server error: 500 Internal Server Error", false},
		{"500, but they do arrive", "Not posted: slack server error: 500 Internal Server Error", true},
		{"No answer, but they do arrive", "EOF", true},
		{"Charts and tables are refused", "Not posted: invalid_blocks", false},
		{"Arrive", "Posted.", true},
	} {
		room.Choose("When it posts", test.set)
		page.WaitText("The bot’s messages: " + test.set)
		page.Type("Message", "/report\r")
		page.Wait(
			fmt.Sprintf(`document.querySelectorAll(".message.ephemeral")[%d]?.innerText.includes(%q)`, i, test.said),
		)
		if test.arrives {
			arrived++
		}
		count := 0
		for _, m := range w.slack.Messages(fakeslack.Ayu, fakeslack.Finance) {
			if !m.Ephemeral {
				count++
			}
		}
		if count != arrived {
			t.Errorf("%s: %d messages have arrived, want %d", test.set, count, arrived)
		}
	}
}

func walkMembership(t *testing.T, browser *browsertest.Browser) {
	page, w, _ := visit(t, browser, fakeslack.Options{})
	room := page.Within("[data-room=channel]")
	topic := page.Within(".topbar")
	member := func() bool {
		for _, channel := range w.slack.Channels() {
			if channel.ID == fakeslack.Finance {
				return channel.Has(fakeslack.BotUser)
			}
		}
		return false
	}
	room.WaitText("#finance")
	room.Click("Kick the bot out")
	topic.WaitText("the bot is not in this channel")
	page.Within(".change").WaitText("@mayarbot was removed from the channel")
	if member() {
		t.Error("the bot is still in the channel")
	}
	room.Click("Invite the bot")
	page.Within(".change").WaitText("@mayarbot has joined the channel")
	topic.WaitGone("not in this channel")
	if !member() {
		t.Error("the bot is not in the channel again")
	}
	room.Click("Archive")
	topic.WaitText("archived")
	page.Within("#channels").WaitText("archived")
	page.Type("Message", "hello?\r")
	page.WaitText("#finance is archived.")
	picture(t, page, "archived")
	room.Click("Unarchive")
	page.Within("#channels").WaitGone("archived")
	room.Click("Only admins post")
	topic.WaitText("only admins may post")
	page.Choose("View as", "Budi Misal")
	page.Type("Message", "hello?\r")
	page.WaitText("only admins may post in #finance.")
	page.Choose("View as", "Gita Tamu (guest)")
	room.WaitText("#sales")
	room.Click("Kick the bot out")
	page.WaitText("no full member of the workspace")
	page.Choose("View as", "Ayu Contoh")
	page.Click("finance")
	room.Click("Everybody posts")
	topic.WaitGone("only admins may post")
	page.Click("mayarbot")
	room.WaitText("Direct messages stay as they are.")
}

func walkDirectMessages(t *testing.T, browser *browsertest.Browser) {
	page, w, bot := visit(t, browser, fakeslack.Options{})
	dm := w.slack.DirectMessages(fakeslack.Ayu)
	entry := fmt.Sprintf("[data-channel=%s]", dm)
	page.Within(entry).Wait(`!root.classList.contains("unread")`)
	tell := func(text string) {
		t.Helper()
		if err := bot.tell(t.Context(), dm, text); err != nil {
			t.Fatal(err)
		}
	}
	page.ClickOn(entry)
	page.WaitText("only you and the bot")
	tell("Looked at at once.")
	page.WaitText("Looked at at once.")
	page.Wait(`!document.querySelector(".day.new")`)
	page.Click("finance")
	tell("Your digest could not be delivered.")
	tell("It is delivered again.")
	page.Within(entry).Wait(`root.classList.contains("unread")`)
	page.ClickOn(entry)
	page.WaitText("It is delivered again.")
	page.Wait(
		`document.querySelector(".day.new + .message")?.innerText.includes("Your digest could not be delivered.")`,
	)
	page.Wait(`document.querySelectorAll(".day.new").length === 1`)
	picture(t, page, "unread")
	page.Within(entry).Wait(`!root.classList.contains("unread")`)
	page.Click("finance")
	page.ClickOn(entry)
	page.WaitText("Looked at at once.")
	page.Wait(`!document.querySelector(".day.new")`)
}
