package main

import (
	"testing"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// write posts a message in the channel, without a slash.
func (r *testBot) write(text string) {
	r.Helper()
	if _, err := r.slack.Say(r.user, r.channel, text); err != nil {
		r.Fatal(err)
	}
}

// A question without a slash is answered like one after /mayar, and privately.
func TestMessagesWithoutSlash(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	dm := r.as(fakeslack.Ayu, r.slack.DirectMessages(fakeslack.Ayu))
	dm.write("unpaid")
	dm.waitForText("278 unpaid")
	if first := dm.messages()[1]; first.Ephemeral || !containsAll(first.Text, "Hello! I tell you") {
		t.Errorf("the first answer is %q", first.Text)
	}
	dm.write("halo")
	dm.waitForText("Glad to help")
	dm.write("@mayarbot help")
	dm.waitForText("What I can do")

	r.write("@mayarbot unpaid older:7d")
	r.waitForText("Filter: `older:7d`") // not the words as they were written
	r.write("@mayarbot checkout")
	r.waitForText("This takes a form")
	r.click(r.messages()[len(r.messages())-1], message.ActionRunForm)
	r.waitUntil("the form", func() bool { return len(r.slack.Views(r.user)) == 1 })
	for _, msg := range r.slack.Messages(fakeslack.Budi, r.channel) {
		if msg.User == fakeslack.BotUser {
			t.Errorf("others see %q", msg.Text)
		}
	}
}

// The bot greets a channel once, however often it restarts and is invited.
func TestHelloIsPostedOnce(t *testing.T) {
	eachEngine(t, func(r *testBot) {
		r = r.as(fakeslack.Budi, fakeslack.General)
		invite := func() {
			r.Helper()
			if err := r.slack.Invite(r.user, r.channel); err != nil {
				r.Fatal(err)
			}
		}
		invite()
		r.waitForText("Hello! Here I show")
		hello := r.messages()[len(r.messages())-1]
		r.click(hello, message.ActionRunHelp)
		r.waitForText("What I can do")
		r.click(hello, message.ActionRunUnpaid)
		r.waitForText("278 unpaid")
		r.click(hello, message.ActionRunDigest)
		r.waitUntil("the form", func() bool { return len(r.slack.Views(r.user)) == 1 })

		if err := r.slack.Kick(r.user, r.channel); err != nil {
			r.Fatal(err)
		}
		r.end()
		r.start()
		invite()
		other := r.as(fakeslack.Ayu, fakeslack.Founders) // the bot handles channels one after the other
		if err := r.slack.Invite(other.user, other.channel); err != nil {
			r.Fatal(err)
		}
		other.waitForText("Hello! Here I show")
		said := 0
		for _, msg := range r.messages() {
			if !msg.Ephemeral && containsAll(msg.Text, "Hello! Here I show") {
				said++
			}
		}
		if said != 1 {
			r.Errorf("said hello %d times", said)
		}
	})
}
