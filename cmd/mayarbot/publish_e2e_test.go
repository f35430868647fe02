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

// before returns an admin and a member of a channel that people of another company read.
func before(t *testing.T) (admin, member *rig) {
	r := newRig(t, withAdmin)
	return r.as(fakeslack.Ayu, fakeslack.Sales), r.as(fakeslack.Budi, fakeslack.Sales)
}

const notBeforeStrangers = "People of another company read this channel"

// publishes presses the button of a question, which an admin alone is asked: before that nothing is
// in the channel.
func (r *rig) publishes(question fakeslack.Message, action string, says string) {
	r.Helper()
	if !question.Ephemeral || question.To != r.user {
		r.Errorf("others see the question: %+v", question)
	}
	r.click(question, action)
	r.wait(says, func() bool { return holds(r.privately(), says) })
}

// Nothing that customers owe is published before strangers by a member, and by an admin only when
// they were asked.
func TestPublishingBeforeStrangers(t *testing.T) {
	t.Parallel()
	admin, member := before(t)

	member.click(member.answers("/unpaid", "278 unpaid"), message.ActionUnpaidShare)
	member.wait("a refusal", func() bool { return holds(member.lastText(), notBeforeStrangers) })
	admin.click(admin.answers("/unpaid", "278 unpaid"), message.ActionUnpaidShare)
	question := admin.sees("before people of another company?", "<#"+fakeslack.Sales+">")
	if n := len(admin.posted()); n != 0 {
		t.Fatalf("%d are in the channel before anybody was asked", n)
	}
	admin.publishes(question, message.ActionUnpaidSharePost, "Shared in this channel")
	admin.arrives(1, "278 unpaid")

	member.answers("/digest daily "+inAHour(member), notBeforeStrangers, "channel of your own")
	question = admin.answers("/digest daily "+inAHour(admin), "Make this digest before people of another company?")
	admin.publishes(question, message.ActionDigestPublish, "Digest created")
	id := shownID.FindStringSubmatch(string(admin.privateMessage("Digest created").Blocks))[1]

	for _, words := range []string{"now ", "resume ", "edit "} {
		member.answers("/digest "+words+id, notBeforeStrangers)
	}
	question = admin.answers("/digest now "+id, "Post this digest before people of another company?")
	admin.publishes(question, message.ActionDigestPublish, "being posted")
	admin.arrives(2, "278 unpaid")
	admin.publishes(admin.answers("/digest now "+id, "Post this digest"), message.ActionDigestPublish, "Ask again in")

	member.answers("/digest pause "+id, "Digest paused")
	question = admin.answers("/digest resume "+id, "Resume this digest before people of another company?")
	admin.click(question, message.ActionDigestCancel)
	admin.sees("Nothing was posted or changed")
	question = admin.answers("/digest resume "+id, "Resume this digest before people of another company?")
	admin.publishes(question, message.ActionDigestPublish, "Digest resumed")

	admin.say("/digest edit " + id)
	form := admin.form()
	admin.submit(form, map[string]string{message.BlockDigestTimes: "07:15"})
	admin.wait(
		"the question in the form",
		func() bool { return holds(admin.topView(), "Save this digest before people of another company?") },
	)
	view := admin.form()
	sent, err := admin.slack.Click(admin.Context(),
		fakeslack.Click{User: admin.user, ViewID: view.ID, ActionID: message.ActionDigestPublish})
	if err != nil || !sent.Acked {
		t.Fatalf("click in the form: %v, %+v", err, sent)
	}
	admin.wait("the digest that was saved", func() bool { return holds(admin.topView(), "07:15", "Digest changed") })
}

// A channel that is shared only after the buttons were shown is shared all the same.
func TestPublishingInAChannelThatIsSharedMeanwhile(t *testing.T) {
	t.Parallel()
	r := newRig(t, withAdmin)
	budi := r.as(fakeslack.Budi, r.channel)
	id := budi.makeDigest()
	list := budi.answers("/unpaid", "278 unpaid")
	if err := r.slack.ShareWith(fakeslack.Ayu, r.channel, fakeslack.Partner); err != nil {
		t.Fatal(err)
	}
	budi.click(list, message.ActionUnpaidShare)
	budi.wait("a refusal", func() bool { return holds(budi.lastText(), notBeforeStrangers) })
	budi.answers("/digest now "+id, notBeforeStrangers)
	if n := len(r.posted()); n != 0 {
		t.Errorf("%d are in the channel", n)
	}
}

// Pressed in two windows, the list is posted once. Who shared it takes it back, after a restart
// too; others cannot.
func TestSharedOnceAndTakenBack(t *testing.T) {
	eachEngine(t, func(r *rig) {
		list := r.answers("/unpaid", "278 unpaid")
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
		r.kept("unpaid " + r.user + " share")
		r.wait("both answers", func() bool { return len(r.posted()) == 1 && holds(r.privately(), "Take back") })
		r.end()
		r.start()
		private := r.privateMessage("Take back")
		budi := r.as(fakeslack.Budi, r.channel)
		budi.answers("/unpaid", "278 unpaid")
		r.laterBy(9 * time.Minute)
		r.click(private, message.ActionUnpaidUnshare)
		r.wait("it to be gone", func() bool { return len(r.posted()) == 0 && holds(r.privately(), "Taken back") })
	})
}

// Too late, it stays.
func TestTakenBackTooLate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.click(r.answers("/unpaid", "278 unpaid"), message.ActionUnpaidShare)
	r.wait("the answer", func() bool { return holds(r.privately(), "Take back") })
	r.laterBy(11 * time.Minute)
	r.click(r.privateMessage("Take back"), message.ActionUnpaidUnshare)
	r.wait("that it is too late", func() bool { return holds(r.privately(), "can no longer be taken back") })
	if n := len(r.posted()); n != 1 {
		t.Errorf("%d are in the channel", n)
	}
}

// privateMessage is the newest of those that the person alone sees and that hold a text.
func (r *rig) privateMessage(text string) (found fakeslack.Message) {
	for _, msg := range r.messages() {
		if msg.Ephemeral && holds(msg.Text+string(msg.Blocks), text) {
			found = msg
		}
	}
	return found
}

// privately is everything that the person alone sees.
func (r *rig) privately() string {
	var all strings.Builder
	for _, msg := range r.messages() {
		if msg.Ephemeral {
			all.WriteString(msg.Text + " " + string(msg.Blocks) + "\n")
		}
	}
	return all.String()
}

// In a group direct message a digest is set up and comes as in a channel.
func TestDigestInAGroupDirectMessage(t *testing.T) {
	t.Parallel()
	r := newRig(t).as(fakeslack.Budi, fakeslack.Together)
	r.makeDigest()
	r.laterBy(time.Hour)
	r.arrives(1, "278 unpaid")
}

// A channel is shared with another company after its digest was made: it is paused before they read
// it, and an admin is told.
func TestDigestOfAChannelThatIsSharedLater(t *testing.T) {
	eachEngine(t, func(r *rig) {
		budi := r.as(fakeslack.Budi, r.channel)
		id := budi.makeDigest()
		if err := r.slack.ShareWith(fakeslack.Ayu, r.channel, fakeslack.Partner); err != nil {
			r.Fatal(err)
		}
		r.laterBy(time.Hour)
		r.eventually("word to the admin", func() bool { return len(r.told(fakeslack.Ayu)) == 1 })
		if told := r.told(fakeslack.Ayu)[0]; !holds(told.Text,
			"is paused: people of another company read the channel") {
			r.Errorf("%s", told.Text)
		}
		budi.answers("/digest", "Paused until somebody resumes it")
		if n := len(r.posted()); n != 0 {
			r.Errorf("%d are in the channel", n)
		}
		admin := r.as(fakeslack.Ayu, r.channel)
		admin.publishes(admin.answers("/digest resume "+id, "before people of another company?"),
			message.ActionDigestPublish, "Digest resumed")
		r.laterBy(24 * time.Hour)
		r.arrives(1, "278 unpaid")
	}, withAdmin)
}

// Somebody whose direct messages have a digest may not use the bot any more: nothing more comes,
// and an admin is told.
func TestDigestOfSomebodyWhoMayNotUseTheBotAnyMore(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*fakeslack.Server) error{
		"a guest":     func(s *fakeslack.Server) error { return s.Demote(fakeslack.Budi) },
		"deactivated": func(s *fakeslack.Server) error { return s.Deactivate(fakeslack.Budi) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, withAdmin)
			dm := r.slack.DirectMessages(fakeslack.Budi)
			budi := r.as(fakeslack.Budi, dm)
			budi.makeDigest()
			if err := change(r.slack); err != nil {
				t.Fatal(err)
			}
			r.laterBy(time.Hour)
			r.eventually("word to the admin", func() bool { return len(r.told(fakeslack.Ayu)) == 1 })
			if told := r.told(fakeslack.Ayu)[0]; !holds(told.Text,
				"is paused: the person it goes to may not use me any more") {
				t.Errorf("%s", told.Text)
			}
			if n := len(budi.posted()); n != 0 {
				t.Errorf("%d were posted", n)
			}
		})
	}
}

// The owner's account is gone, then the bot is kicked out: an admin hears of both, and the status
// counts it.
func TestDigestWhoseOwnerIsGone(t *testing.T) {
	t.Parallel()
	r := newRig(t, withAdmin)
	r.as(fakeslack.Budi, r.channel).makeDigest()
	if err := r.slack.Deactivate(fakeslack.Budi); err != nil {
		t.Fatal(err)
	}
	if err := r.slack.Kick(fakeslack.Citra, r.channel); err != nil {
		t.Fatal(err)
	}
	r.laterBy(time.Hour)
	r.eventually("word to the admin", func() bool { return len(r.told(fakeslack.Ayu)) > 0 })
	all := ""
	for _, told := range r.told(fakeslack.Ayu) {
		all += string(told.Blocks)
	}
	if !holds(all, "<@"+fakeslack.Budi+">") {
		t.Errorf("%s", all)
	}
	r.answers("/mayar status", "1 digest has an owner whose account is gone")
}
