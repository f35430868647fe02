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
func eachEngine(t *testing.T, test func(r *rig), options ...func(*config, *fakemayar.Options)) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, url string) {
		test(
			newRig(
				t,
				append(options, func(cfg *config, _ *fakemayar.Options) { cfg.DatabaseURL = databaseURL(url) })...),
		)
	})
}

var (
	shownID = regexp.MustCompile("`([a-z0-9]{4,6})`")
	inAHour = func(r *rig) string { return r.clock.now().Add(time.Hour).UTC().Format("15:04") }
)

// makeDigest makes a digest in the channel, due in an hour and on every day, and returns its id.
func (r *rig) makeDigest(more ...string) string {
	r.Helper()
	question := "before people of another company?"
	r.say("/digest daily " + inAHour(r) + " " + strings.Join(more, " "))
	r.wait("the digest", func() bool { return holds(r.lastText(), "Digest created") || holds(r.lastText(), question) })
	if last, _ := r.last(); holds(r.lastText(), question) {
		r.publishes(last, message.ActionDigestPublish, "Digest created")
	}
	return shownID.FindStringSubmatch(string(r.privateMessage("Digest created").Blocks))[1]
}

// laterBy moves the clock on, as the sandbox does.
func (r *rig) laterBy(d time.Duration) {
	r.clock.putForward(d)
	r.app.digests.Wake()
}

// posted are the messages of the bot's that everybody in the channel sees, but for its hello.
func (r *rig) posted() []fakeslack.Message {
	var all []fakeslack.Message
	for _, msg := range r.messages() {
		hello := strings.Contains(string(msg.Blocks), message.ActionRunHelp)
		if !msg.Ephemeral && msg.User == fakeslack.BotUser && msg.Subtype == "" && !hello {
			all = append(all, msg)
		}
	}
	return all
}

// arrives waits until so many digests are in the channel, the newest with the texts.
func (r *rig) arrives(n int, texts ...string) fakeslack.Message {
	r.Helper()
	r.wait(fmt.Sprintf("digest %d", n), func() bool { return len(r.posted()) >= n })
	all := r.posted()
	last := all[len(all)-1]
	if len(all) != n || !holds(last.Text+string(last.Blocks), texts...) {
		r.Fatalf("%d digests, want %d; the last does not hold %q: %s %s", len(all), n, texts, last.Text, last.Blocks)
	}
	return last
}

// told are the messages that the bot has sent to somebody directly.
func (r *rig) told(user string) []fakeslack.Message {
	return r.slack.Messages(user, r.slack.DirectMessages(user))
}

// A digest is made with /digest, comes when it is due, and the one after it tells what was paid.
func TestDigestTellsWhatWasPaid(t *testing.T) {
	eachEngine(t, func(r *rig) {
		budi := r.as(fakeslack.Budi, r.channel)
		r.makeDigest()
		r.laterBy(time.Hour)
		first := budi.arrives(1, "278 unpaid")
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
		r.laterBy(24 * time.Hour)
		second := budi.arrives(2, "274 unpaid", fmt.Sprintf("5 paid (%s)", message.Rupiah(paid)), "1 new")
		budi.click(second, message.ActionDigestPaid)
		names := budi.sees(fmt.Sprintf("5 paid · %s", message.Rupiah(paid)), "Paid between", "@example")
		if !names.Ephemeral || names.To != budi.user {
			r.Errorf("who paid is told to others: %+v", names)
		}
		r.laterBy(24 * time.Hour)
		budi.arrives(3, "274 unpaid", "no change since")
	})
}

// A pause, a deletion and a change hold from the next slot on.
func TestDigestPausedChangedDeleted(t *testing.T) {
	eachEngine(t, func(r *rig) {
		id := r.makeDigest()
		r.answers("/digest pause "+id+" 2d", "Digest paused")
		r.laterBy(25 * time.Hour)
		r.answers("/digest", id, "Paused until")
		r.answers("/digest resume "+id, "Digest resumed")
		r.laterBy(24 * time.Hour)
		digest := r.arrives(1, "278 unpaid")

		budi := r.as(fakeslack.Budi, r.channel)
		budi.click(digest, message.ActionDigestSettings)
		budi.sees("somebody else", r.user, "/digest edit "+id)
		budi.click(digest, message.ActionDigestShowAll)
		if all := budi.sees("278 unpaid", "Share"); !all.Ephemeral || all.To != fakeslack.Budi {
			r.Errorf("the list is not private: %+v", all)
		}
		budi.click(digest, message.ActionDigestPauseDay)
		paused := budi.sees("Digest paused")
		budi.click(paused, message.ActionDigestResume)
		budi.sees("Digest resumed")

		r.submit(r.opens(digest, message.ActionDigestSettings),
			map[string]string{message.BlockDigestFilter: "min:100000", message.BlockDigestTimes: inAHour(r)})
		r.wait("the answer in the form", func() bool { return holds(r.topView(), "Digest changed", "min:100000") })
		r.laterBy(time.Hour)
		r.arrives(2, "min:100000")

		asked := r.answers("/digest delete "+id, "Delete digest "+id+"?", "Keep it")
		r.click(asked, message.ActionDigestDelete)
		r.sees("Digest deleted")
		r.laterBy(24 * time.Hour)
		r.answers("/digest", "No digest yet")
		r.arrives(2)
		r.kept("create "+id, "pause until", "resume "+id, "change "+id, "delete "+id)
	})
}

// Who looks into a public channel from outside sees a digest, and may not change it; nor may
// somebody who has left, by a list of before.
func TestDigestIsForThoseInItsChannel(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.makeDigest()
	budi := r.as(fakeslack.Budi, r.channel)
	list := budi.answers("/digest", id)
	r.slack.SetChannel(fakeslack.Channel{ID: r.channel, Name: "finance",
		Members: []string{fakeslack.Ayu, fakeslack.BotUser}})
	budi.click(list, message.ActionDigestDelete)
	budi.sees("Only people in the channel")

	r.laterBy(time.Hour)
	digest := r.arrives(1, "278 unpaid")
	dewa := r.as(fakeslack.Dewa, r.channel)
	dewa.click(digest, message.ActionDigestPauseDay)
	dewa.sees("Only people in the channel")
	if sub, err := r.app.digests.Get(t.Context(), id); err != nil || sub.Paused(r.clock.now()) {
		t.Errorf("it is changed: %+v, %v", sub, err)
	}
}

// kept waits until the audit tells what was done.
func (r *rig) kept(done ...string) {
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
	r.eventually("the audit", func() bool { return holds(said(), done...) })
}

// topView is what the person has on the screen in the modal on top.
func (r *rig) topView() string {
	views := r.slack.Views(r.user)
	if len(views) == 0 {
		return ""
	}
	return string(views[len(views)-1].Blocks)
}

// A new digest by the form.
func TestDigestByForm(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	list := r.answers("/digest", "No digest yet")
	form := r.opens(list, message.ActionDigestNew)
	r.submit(form, map[string]string{message.BlockDigestTimes: "soon", message.BlockDigestFilter: "older:yesterday"})
	r.wait("what is wrong", func() bool { return len(r.form().Errors) == 2 })
	r.submit(
		form,
		map[string]string{
			message.BlockDigestTimes:    inAHour(r),
			message.BlockDigestFilter:   "min:50000",
			message.BlockDigestLanguage: "id",
		},
	)
	r.wait("the answer in the form", func() bool { return holds(r.topView(), "Digest created", "Bahasa Indonesia") })
	for r.clock.now().Weekday() == time.Saturday || r.clock.now().Weekday() == time.Sunday {
		r.laterBy(24 * time.Hour) // the form begins with weekdays
	}
	r.laterBy(time.Hour)
	r.arrives(1, "belum dibayar")
}

func TestDigestTestIsPrivateAndNowIsNot(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.makeDigest()
	r.answers("/digest test", "A test is on its way", id)
	r.wait("the test", func() bool { return len(r.told(r.user)) == 1 })
	if test := r.told(r.user)[0]; !holds(test.Text+string(test.Blocks), "Test", "278 unpaid",
		"does not affect the real one") {
		t.Errorf("%s %s", test.Text, test.Blocks)
	}
	if n := len(r.posted()); n != 0 {
		t.Errorf("%d messages in the channel", n)
	}
	r.say("/digest now " + id)
	r.arrives(1, "278 unpaid")
}

// Kicked out, the bot tells the owner once, and comes again by itself when it is invited.
func TestDigestOfAChannelThatTheBotWasKickedOutOf(t *testing.T) {
	eachEngine(t, func(r *rig) {
		r.makeDigest()
		if err := r.slack.Kick(fakeslack.Budi, r.channel); err != nil {
			r.Fatal(err)
		}
		r.laterBy(time.Hour)
		r.wait("word to the owner", func() bool { return len(r.told(r.user)) == 1 })
		if told := r.told(r.user)[0]; !holds(told.Text,
			"digest for <#"+r.channel+"> was not posted: I am not in the channel") ||
			!holds(string(told.Blocks), "/invite @mayarbot", message.ActionDigestRetry) {
			r.Errorf("%s", told.Blocks)
		}
		r.answers("/digest", "I am not in the channel", "/invite @mayarbot")
		r.answers("/digest weekdays 09:00", "I cannot post here", "/invite @mayarbot")
		r.laterBy(30 * time.Minute)
		if err := r.slack.Invite(fakeslack.Budi, r.channel); err != nil {
			r.Fatal(err)
		}
		r.arrives(1, "278 unpaid", "because I could not post here")
		r.eventually(
			"the message to be changed",
			func() bool { return holds(r.told(r.user)[0].Text, "was posted after all") },
		)
		if n := len(r.told(r.user)); n != 1 {
			r.Errorf("the owner was told %d times", n)
		}
	})
}
