package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// eachEngine runs a test with a bot on SQLite and one on Postgres.
func eachEngine(t *testing.T, test func(r *testBot), options ...func(*config, *fakemayar.Options)) {
	t.Parallel()
	storetest.EachMigratedURL(t, func(t *testing.T, url string) {
		test(
			newTestBot(
				t,
				append(options, func(cfg *config, _ *fakemayar.Options) { cfg.DatabaseURL = databaseURL(url) })...),
		)
	})
}

var (
	shownID = regexp.MustCompile("`([a-z0-9]{4,6})`")
	inAHour = func(r *testBot) string { return r.clock.now().Add(time.Hour).UTC().Format("15:04") }
)

// makeDigest creates a digest in the channel, due in an hour and then daily, and returns its id.
func (r *testBot) makeDigest(more ...string) string {
	r.Helper()
	return r.makeDigestAt(inAHour(r), more...)
}

// makeDigestAt creates a digest in the channel, due daily at a time of day, and returns its id.
func (r *testBot) makeDigestAt(when string, more ...string) string {
	r.Helper()
	question := "before people of another company?"
	r.send("/digest daily " + when + " " + strings.Join(more, " "))
	r.waitUntil("the digest",
		func() bool { return containsAll(r.lastText(), "Digest created") || containsAll(r.lastText(), question) })
	if last, _ := r.last(); containsAll(r.lastText(), question) {
		r.confirm(last, message.ActionDigestPublish, "Digest created")
	}
	return shownID.FindStringSubmatch(string(r.ephemeralMessage("Digest created").Blocks))[1]
}

// advance moves the clock forward, as the sandbox does.
func (r *testBot) advance(d time.Duration) {
	r.clock.advance(d)
	r.app.digests.Wake()
}

// postedDigests returns the bot's public messages in the channel, without its hello.
func (r *testBot) postedDigests() []fakeslack.Message {
	var all []fakeslack.Message
	for _, msg := range r.messages() {
		hello := strings.Contains(string(msg.Blocks), message.ActionRunHelp)
		if !msg.Ephemeral && msg.User == fakeslack.BotUser && msg.Subtype == "" && !hello {
			all = append(all, msg)
		}
	}
	return all
}

// waitForDigests waits for n digests in the channel, the newest of which contains the texts.
func (r *testBot) waitForDigests(n int, texts ...string) fakeslack.Message {
	r.Helper()
	r.waitUntil(fmt.Sprintf("digest %d", n), func() bool { return len(r.postedDigests()) >= n })
	all := r.postedDigests()
	last := all[len(all)-1]
	if len(all) != n || !containsAll(last.Text+string(last.Blocks), texts...) {
		r.Fatalf("%d digests, want %d; the last does not hold %q: %s %s", len(all), n, texts, last.Text, last.Blocks)
	}
	return last
}

// directMessages returns what the bot has sent to a user directly.
func (r *testBot) directMessages(user string) []fakeslack.Message {
	return r.slack.Messages(user, r.slack.DirectMessages(user))
}

// A digest is made with /digest and posted when it is due; the next one tells what was paid.
func TestDigestTellsWhatWasPaid(t *testing.T) {
	eachEngine(t, func(r *testBot) {
		budi := r.as(fakeslack.Budi, r.channel)
		r.makeDigest()
		r.advance(time.Hour)
		first := budi.waitForDigests(1, "278 unpaid")
		if first.Ephemeral || regexp.MustCompile(`[a-z0-9.]{3,}@example`).MatchString(string(first.Blocks)) {
			r.Errorf("personal data in the channel: %s", first.Blocks)
		}

		var paid int64
		amounts := map[string]int64{}
		for _, one := range r.mayar.Transactions() {
			amounts[one.ID] = one.Amount
		}
		for _, id := range r.mayar.OldestUnpaid(5) {
			if err := r.mayar.MarkPaid(id); err != nil {
				r.Fatal(err)
			}
			paid += amounts[id]
		}
		r.mayar.Add(fakemayar.Transaction{Amount: 77_000})
		r.advance(24 * time.Hour)
		second := budi.waitForDigests(2, "274 unpaid", fmt.Sprintf("5 paid (%s)", message.Rupiah(paid)), "1 new")
		budi.click(second, message.ActionDigestPaid)
		names := budi.waitForText(fmt.Sprintf("5 paid · %s", message.Rupiah(paid)), "Paid between", "@example")
		if !names.Ephemeral || names.To != budi.user {
			r.Errorf("who paid is told to others: %+v", names)
		}
		r.advance(24 * time.Hour)
		budi.waitForDigests(3, "274 unpaid", "no change since")
	})
}

// Pausing, deleting and changing a digest take effect from the next slot.
func TestDigestPausedChangedDeleted(t *testing.T) {
	eachEngine(t, func(r *testBot) {
		id := r.makeDigest()
		r.expectAnswer("/digest pause "+id+" 2d", "Digest paused")
		r.advance(25 * time.Hour)
		r.expectAnswer("/digest", id, "Paused until")
		r.expectAnswer("/digest resume "+id, "Digest resumed")
		r.advance(24 * time.Hour)
		digest := r.waitForDigests(1, "278 unpaid")

		budi := r.as(fakeslack.Budi, r.channel)
		budi.click(digest, message.ActionDigestSettings)
		budi.waitForText("somebody else", r.user, "/digest edit "+id)
		budi.click(digest, message.ActionDigestShowAll)
		if all := budi.waitForText("278 unpaid", "Share"); !all.Ephemeral || all.To != fakeslack.Budi {
			r.Errorf("the list is not private: %+v", all)
		}
		budi.click(digest, message.ActionDigestPauseDay)
		paused := budi.waitForText("Digest paused")
		budi.click(paused, message.ActionDigestResume)
		budi.waitForText("Digest resumed")

		r.submit(r.openForm(digest, message.ActionDigestSettings),
			map[string]string{message.BlockDigestFilter: "min:100000", message.BlockDigestTimes: inAHour(r)})
		r.waitUntil("the answer in the form",
			func() bool { return containsAll(r.topView(), "Digest changed", "min:100000") })
		r.advance(time.Hour)
		r.waitForDigests(2, "min:100000")

		asked := r.expectAnswer("/digest delete "+id, "Delete digest "+id+"?", "Keep it")
		r.click(asked, message.ActionDigestDelete)
		r.waitForText("Digest deleted")
		r.advance(24 * time.Hour)
		r.expectAnswer("/digest", "No digest yet")
		r.waitForDigests(2)
		r.waitForSaved("create "+id, "pause until", "resume "+id, "change "+id, "delete "+id)
	})
}

// A person outside a public channel sees its digest but may not change it; nor may a former member,
// with a list from before.
func TestDigestAccessIsByChannel(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	id := r.makeDigest()
	budi := r.as(fakeslack.Budi, r.channel)
	list := budi.expectAnswer("/digest", id)
	r.slack.SetChannel(fakeslack.Channel{ID: r.channel, Name: "finance",
		Members: []string{fakeslack.Ayu, fakeslack.BotUser}})
	budi.click(list, message.ActionDigestDelete)
	budi.waitForText("Only people in the channel")

	r.advance(time.Hour)
	digest := r.waitForDigests(1, "278 unpaid")
	dewa := r.as(fakeslack.Dewa, r.channel)
	dewa.click(digest, message.ActionDigestPauseDay)
	dewa.waitForText("Only people in the channel")
	if sub, err := r.app.digests.Get(t.Context(), id); err != nil || sub.Paused(r.clock.now()) {
		t.Errorf("it is changed: %+v, %v", sub, err)
	}
}

// waitForSaved waits until the audit has the records.
func (r *testBot) waitForSaved(done ...string) {
	r.Helper()
	said := func() string {
		records, err := store.NewAudit(r.app.db, "").Recent(r.Context(), 100)
		if err != nil {
			r.Fatal(err)
		}
		var all strings.Builder
		for _, rec := range records {
			fmt.Fprintln(&all, rec.Command, rec.User, rec.Detail)
		}
		return all.String()
	}
	r.poll("the audit", func() bool { return containsAll(said(), done...) })
}

// topView returns the topmost modal as JSON.
func (r *testBot) topView() string {
	views := r.slack.Views(r.user)
	if len(views) == 0 {
		return ""
	}
	return string(views[len(views)-1].Blocks)
}

// A person makes a digest with the form.
func TestDigestByForm(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	list := r.expectAnswer("/digest", "No digest yet")
	form := r.openForm(list, message.ActionDigestNew)
	r.submit(form, map[string]string{message.BlockDigestTimes: "soon", message.BlockDigestFilter: "older:yesterday"})
	r.waitUntil("what is wrong", func() bool { return len(r.waitForForm().Errors) == 2 })
	r.submit(
		form,
		map[string]string{
			message.BlockDigestTimes:    inAHour(r),
			message.BlockDigestFilter:   "min:50000",
			message.BlockDigestLanguage: "id",
		},
	)
	r.waitUntil("the answer in the form",
		func() bool { return containsAll(r.topView(), "Digest created", "Bahasa Indonesia") })
	for r.clock.now().Weekday() == time.Saturday || r.clock.now().Weekday() == time.Sunday {
		r.advance(24 * time.Hour) // the form begins with weekdays
	}
	r.advance(time.Hour)
	r.waitForDigests(1, "belum dibayar")
}

func TestDigestPreviewIsPrivateAndNowIsPublic(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	id := r.makeDigest()
	r.expectAnswer("/digest test", "A test is on its way", id)
	r.waitUntil("the test", func() bool { return len(r.directMessages(r.user)) == 1 })
	if test := r.directMessages(r.user)[0]; !containsAll(test.Text+string(test.Blocks), "Test", "278 unpaid",
		"does not affect the real one") {
		t.Errorf("%s %s", test.Text, test.Blocks)
	}
	if n := len(r.postedDigests()); n != 0 {
		t.Errorf("%d messages in the channel", n)
	}
	r.send("/digest now " + id)
	r.waitForDigests(1, "278 unpaid")
}

// Removed from a channel, the bot tells the owner once. Invited again, it posts by itself.
func TestDigestWhileTheBotIsNotInTheChannel(t *testing.T) {
	eachEngine(t, func(r *testBot) {
		r.makeDigest()
		if err := r.slack.Kick(fakeslack.Budi, r.channel); err != nil {
			r.Fatal(err)
		}
		r.advance(time.Hour)
		r.waitUntil("word to the owner", func() bool { return len(r.directMessages(r.user)) == 1 })
		if told := r.directMessages(r.user)[0]; !containsAll(told.Text,
			"digest for <#"+r.channel+"> was not posted: I am not in the channel") ||
			!containsAll(string(told.Blocks), "/invite @mayarbot", message.ActionDigestRetry) {
			r.Errorf("%s", told.Blocks)
		}
		r.expectAnswer("/digest", "I am not in the channel", "/invite @mayarbot")
		r.expectAnswer("/digest weekdays 09:00", "I cannot post here", "/invite @mayarbot")
		r.advance(30 * time.Minute)
		if err := r.slack.Invite(fakeslack.Budi, r.channel); err != nil {
			r.Fatal(err)
		}
		r.waitForDigests(1, "278 unpaid", "because I could not post here")
		r.poll(
			"the message to be changed",
			func() bool { return containsAll(r.directMessages(r.user)[0].Text, "was posted after all") },
		)
		if n := len(r.directMessages(r.user)); n != 1 {
			r.Errorf("the owner was told %d times", n)
		}
	})
}
