package main

import (
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"golang.org/x/sync/errgroup"
)

// withAdmin makes Ayu an admin of the bot.
func withAdmin(cfg *config, _ *fakemayar.Options) { cfg.Admins = userIDs{fakeslack.Ayu} }

// newSharedChannel returns an admin and a member of a channel that people of another company read.
func newSharedChannel(t *testing.T) (admin, member *testBot) {
	r := newTestBot(t, withAdmin)
	return r.as(fakeslack.Ayu, fakeslack.Sales), r.as(fakeslack.Budi, fakeslack.Sales)
}

const notBeforeStrangers = "People of another company read this channel"

// confirm presses the button of a question to an admin. Before that the channel has no message.
func (r *testBot) confirm(question fakeslack.Message, action string, says string) {
	r.Helper()
	if !question.Ephemeral || question.To != r.user {
		r.Errorf("others see the question: %+v", question)
	}
	r.click(question, action)
	r.waitUntil(says, func() bool { return containsAll(r.ephemeralText(), says) })
}

// A member cannot publish what customers owe in a channel that strangers read; an admin can after a
// question.
func TestPublishingInASharedChannel(t *testing.T) {
	t.Parallel()
	admin, member := newSharedChannel(t)

	member.click(member.expectAnswer("/unpaid", "278 unpaid"), message.ActionUnpaidShare)
	member.waitUntil("a refusal", func() bool { return containsAll(member.lastText(), notBeforeStrangers) })
	admin.click(admin.expectAnswer("/unpaid", "278 unpaid"), message.ActionUnpaidShare)
	question := admin.waitForText("before people of another company?", "<#"+fakeslack.Sales+">")
	if n := len(admin.postedDigests()); n != 0 {
		t.Fatalf("%d are in the channel before anybody was asked", n)
	}
	admin.confirm(question, message.ActionUnpaidSharePost, "Shared in this channel")
	admin.waitForDigests(1, "278 unpaid")

	member.expectAnswer("/digest daily "+inAHour(member), notBeforeStrangers, "channel of your own")
	question = admin.expectAnswer("/digest daily "+inAHour(admin), "Make this digest before people of another company?")
	admin.confirm(question, message.ActionDigestPublish, "Digest created")
	id := shownID.FindStringSubmatch(string(admin.ephemeralMessage("Digest created").Blocks))[1]

	for _, words := range []string{"now ", "resume ", "edit "} {
		member.expectAnswer("/digest "+words+id, notBeforeStrangers)
	}
	question = admin.expectAnswer("/digest now "+id, "Post this digest before people of another company?")
	admin.confirm(question, message.ActionDigestPublish, "being posted")
	admin.waitForDigests(2, "278 unpaid")
	admin.confirm(admin.expectAnswer("/digest now "+id, "Post this digest"), message.ActionDigestPublish,
		"Ask again in")

	member.expectAnswer("/digest pause "+id, "Digest paused")
	question = admin.expectAnswer("/digest resume "+id, "Resume this digest before people of another company?")
	admin.click(question, message.ActionDigestCancel)
	admin.waitForText("Nothing was posted or changed")
	question = admin.expectAnswer("/digest resume "+id, "Resume this digest before people of another company?")
	admin.confirm(question, message.ActionDigestPublish, "Digest resumed")

	form := admin.sendForForm("/digest edit " + id)
	admin.submit(form, map[string]string{message.BlockDigestTimes: "07:15"})
	admin.waitUntil(
		"the question in the form",
		func() bool { return containsAll(admin.topView(), "Save this digest before people of another company?") },
	)
	view := admin.waitForForm()
	sent, err := admin.slack.Click(admin.Context(),
		fakeslack.Click{User: admin.user, ViewID: view.ID, ActionID: message.ActionDigestPublish})
	if err != nil || !sent.Acked {
		t.Fatalf("click in the form: %v, %+v", err, sent)
	}
	admin.waitUntil("the digest that was saved",
		func() bool { return containsAll(admin.topView(), "07:15", "Digest changed") })
}

// A channel counts as shared even if it was shared after the buttons were shown.
func TestPublishingInAChannelThatIsSharedMeanwhile(t *testing.T) {
	t.Parallel()
	r := newTestBot(t, withAdmin)
	budi := r.as(fakeslack.Budi, r.channel)
	id := budi.makeDigest()
	list := budi.expectAnswer("/unpaid", "278 unpaid")
	if err := r.slack.ShareWith(fakeslack.Ayu, r.channel, fakeslack.Partner); err != nil {
		t.Fatal(err)
	}
	budi.click(list, message.ActionUnpaidShare)
	budi.waitUntil("a refusal", func() bool { return containsAll(budi.lastText(), notBeforeStrangers) })
	budi.expectAnswer("/digest now "+id, notBeforeStrangers)
	if n := len(r.postedDigests()); n != 0 {
		t.Errorf("%d are in the channel", n)
	}
}

// A button pressed in two windows posts the list once. The person who shared it can take it back,
// also after a restart; others cannot.
func TestSharedOnceAndTakenBack(t *testing.T) {
	eachEngine(t, func(r *testBot) {
		list := r.expectAnswer("/unpaid", "278 unpaid")
		var windows errgroup.Group
		for range 2 {
			windows.Go(func() error {
				_, err := r.slack.Click(r.Context(), fakeslack.Click{User: r.user, Channel: r.channel, TS: list.TS,
					ActionID: message.ActionUnpaidShare})
				return err
			})
		}
		if err := windows.Wait(); err != nil {
			r.Fatal(err)
		}
		r.waitForSaved("unpaid " + r.user + " share")
		r.waitUntil("both answers",
			func() bool { return len(r.postedDigests()) == 1 && containsAll(r.ephemeralText(), "Take back") })
		r.end()
		r.start()
		private := r.ephemeralMessage("Take back")
		budi := r.as(fakeslack.Budi, r.channel)
		budi.expectAnswer("/unpaid", "278 unpaid")
		r.advance(9 * time.Minute)
		r.click(private, message.ActionUnpaidUnshare)
		r.waitUntil("it to be gone",
			func() bool { return len(r.postedDigests()) == 0 && containsAll(r.ephemeralText(), "Taken back") })
	})
}

// After ten minutes a shared list cannot be taken back.
func TestTakenBackTooLate(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	r.click(r.expectAnswer("/unpaid", "278 unpaid"), message.ActionUnpaidShare)
	r.waitUntil("the answer", func() bool { return containsAll(r.ephemeralText(), "Take back") })
	r.advance(11 * time.Minute)
	r.click(r.ephemeralMessage("Take back"), message.ActionUnpaidUnshare)
	r.waitUntil("that it is too late",
		func() bool { return containsAll(r.ephemeralText(), "can no longer be taken back") })
	if n := len(r.postedDigests()); n != 1 {
		t.Errorf("%d are in the channel", n)
	}
}

// ephemeralMessage returns the newest message that only the person sees and that contains text.
func (r *testBot) ephemeralMessage(text string) (found fakeslack.Message) {
	for _, msg := range r.messages() {
		if msg.Ephemeral && containsAll(msg.Text+string(msg.Blocks), text) {
			found = msg
		}
	}
	return found
}

// ephemeralText returns the text of all messages that only the person sees.
func (r *testBot) ephemeralText() string {
	var all strings.Builder
	for _, msg := range r.messages() {
		if msg.Ephemeral {
			all.WriteString(msg.Text + " " + string(msg.Blocks) + "\n")
		}
	}
	return all.String()
}

// A digest in a group direct message works as in a channel.
func TestDigestInAGroupDirectMessage(t *testing.T) {
	t.Parallel()
	r := newTestBot(t).as(fakeslack.Budi, fakeslack.Together)
	r.makeDigest()
	r.advance(time.Hour)
	r.waitForDigests(1, "278 unpaid")
}

// When a channel is shared with another company after its digest was made, the digest is paused and
// an admin is told.
func TestDigestOfAChannelThatIsSharedLater(t *testing.T) {
	eachEngine(t, func(r *testBot) {
		budi := r.as(fakeslack.Budi, r.channel)
		id := budi.makeDigest()
		if err := r.slack.ShareWith(fakeslack.Ayu, r.channel, fakeslack.Partner); err != nil {
			r.Fatal(err)
		}
		r.advance(time.Hour)
		r.poll("word to the admin", func() bool { return len(r.directMessages(fakeslack.Ayu)) == 1 })
		if told := r.directMessages(fakeslack.Ayu)[0]; !containsAll(told.Text,
			"is paused: people of another company read the channel") {
			r.Errorf("%s", told.Text)
		}
		budi.expectAnswer("/digest", "Paused until somebody resumes it")
		if n := len(r.postedDigests()); n != 0 {
			r.Errorf("%d are in the channel", n)
		}
		admin := r.as(fakeslack.Ayu, r.channel)
		admin.confirm(admin.expectAnswer("/digest resume "+id, "before people of another company?"),
			message.ActionDigestPublish, "Digest resumed")
		r.advance(24 * time.Hour)
		r.waitForDigests(1, "278 unpaid")
	}, withAdmin)
}

// When the reader of a digest in direct messages loses access to the bot, it is paused and an admin
// is told.
func TestDigestPausesWhenItsReaderLosesAccess(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*fakeslack.Server) error{
		"a guest":     func(s *fakeslack.Server) error { return s.Demote(fakeslack.Budi) },
		"deactivated": func(s *fakeslack.Server) error { return s.Deactivate(fakeslack.Budi) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newTestBot(t, withAdmin)
			dm := r.slack.DirectMessages(fakeslack.Budi)
			budi := r.as(fakeslack.Budi, dm)
			budi.makeDigest()
			if err := change(r.slack); err != nil {
				t.Fatal(err)
			}
			r.advance(time.Hour)
			r.poll("word to the admin", func() bool { return len(r.directMessages(fakeslack.Ayu)) == 1 })
			if told := r.directMessages(fakeslack.Ayu)[0]; !containsAll(told.Text,
				"is paused: the person it goes to may not use me any more") {
				t.Errorf("%s", told.Text)
			}
			if n := len(budi.postedDigests()); n != 0 {
				t.Errorf("%d were posted", n)
			}
		})
	}
}

// The owner's account is deactivated, then the bot is removed from the channel: an admin is told of
// both, and the status counts it.
func TestDigestWhoseOwnerIsGone(t *testing.T) {
	t.Parallel()
	r := newTestBot(t, withAdmin)
	r.as(fakeslack.Budi, r.channel).makeDigest()
	if err := r.slack.Deactivate(fakeslack.Budi); err != nil {
		t.Fatal(err)
	}
	if err := r.slack.Kick(fakeslack.Citra, r.channel); err != nil {
		t.Fatal(err)
	}
	r.advance(time.Hour)
	r.poll("word to the admin", func() bool { return len(r.directMessages(fakeslack.Ayu)) > 0 })
	all := ""
	for _, told := range r.directMessages(fakeslack.Ayu) {
		all += string(told.Blocks)
	}
	if !containsAll(all, "<@"+fakeslack.Budi+">") {
		t.Errorf("%s", all)
	}
	r.expectAnswer("/mayar status", "1 digest has an owner whose account is gone")
}
