package main

import (
	"testing"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// speaks writes something in the channel, without a slash.
func (r *rig) speaks(text string) {
	r.Helper()
	if _, err := r.slack.Say(r.user, r.channel, text); err != nil {
		r.Fatal(err)
	}
}

// A question without a slash is answered as one behind /mayar, and nobody else sees it.
func TestSpokenEndToEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	dm := r.as(fakeslack.Ayu, r.slack.DirectMessages(fakeslack.Ayu))
	dm.speaks("unpaid")
	dm.sees("278 unpaid")
	if first := dm.messages()[1]; first.Ephemeral || !holds(first.Text, "Hello! I tell you") {
		t.Errorf("the first answer is %q", first.Text)
	}
	dm.speaks("halo")
	dm.sees("Glad to help")
	dm.speaks("@mayarbot help")
	dm.sees("What I can do")

	r.speaks("@mayarbot unpaid older:7d")
	r.sees("older:7d")
	r.speaks("@mayarbot checkout")
	r.sees("This takes a form")
	r.click(r.messages()[len(r.messages())-1], message.ActionRunForm)
	r.wait("the form", func() bool { return len(r.slack.Views(r.user)) == 1 })
	for _, msg := range r.slack.Messages(fakeslack.Budi, r.channel) {
		if msg.User == fakeslack.BotUser {
			t.Errorf("others see %q", msg.Text)
		}
	}
}

// Hello is said once in a channel, whatever happens to the bot and however often it comes.
func TestHelloOnce(t *testing.T) {
	eachEngine(t, func(r *rig) {
		r = r.as(fakeslack.Budi, fakeslack.General)
		invite := func() {
			r.Helper()
			if err := r.slack.Invite(r.user, r.channel); err != nil {
				r.Fatal(err)
			}
		}
		invite()
		r.sees("Hello! Here I show")
		hello := r.messages()[len(r.messages())-1]
		r.click(hello, message.ActionRunHelp)
		r.sees("What I can do")
		r.click(hello, message.ActionRunUnpaid)
		r.sees("278 unpaid")
		r.click(hello, message.ActionRunDigest)
		r.wait("the form", func() bool { return len(r.slack.Views(r.user)) == 1 })

		if err := r.slack.Kick(r.user, r.channel); err != nil {
			r.Fatal(err)
		}
		r.end()
		r.start()
		invite()
		other := r.as(fakeslack.Ayu, fakeslack.Founders) // the bot is told of channels one after the other
		if err := r.slack.Invite(other.user, other.channel); err != nil {
			r.Fatal(err)
		}
		other.sees("Hello! Here I show")
		said := 0
		for _, msg := range r.messages() {
			if !msg.Ephemeral && holds(msg.Text, "Hello! Here I show") {
				said++
			}
		}
		if said != 1 {
			r.Errorf("said hello %d times", said)
		}
	})
}
