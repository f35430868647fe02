package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// Our own error messages end in a reference; those of Mayar and Go do not.
var reference = regexp.MustCompile(`Ref(erence)?:? .?[A-Z0-9a-z]{6,8}`)

// theList matches the beginning of a list. The pretend Mayar has rows without a readable amount.
var theList = regexp.MustCompile(` unpaid · (at least )?Rp`)

// Whatever fault Mayar has, the person reads a sentence and the bot goes on.
func TestEveryFaultIsAnswered(t *testing.T) {
	t.Parallel()
	for _, kind := range fakemayar.Kinds() {
		if kind == fakemayar.FaultSlow || kind == fakemayar.FaultHang {
			continue // slow, not failing; the client's own tests have them
		}
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			r := newTestBot(t)
			product := r.membershipProduct().ID
			r.mayar.SetFault(fakemayar.Fault{Kind: kind, RetryAfter: "1"})
			before := len(r.messages())
			r.send("/checkout " + product + person)
			r.waitUntil("an answer", func() bool { return len(r.messages()) > before && isFinal(r) })
			if text := r.lastText(); leaks(text) {
				t.Errorf("the answer shows what it should not: %s", text)
			}
			r.mayar.ClearFaults()
			r.expectList()
		})
	}
}

// expectList asks until the list is shown. The first answer may be from a sync that began while
// Mayar failed.
func (r *testBot) expectList() {
	r.Helper()
	for range 2 {
		before := len(r.messages())
		r.send("/unpaid")
		r.waitUntil("an answer to /unpaid", func() bool {
			return len(r.messages()) > before && (isFinal(r) || theList.MatchString(r.lastText()))
		})
		if theList.MatchString(r.lastText()) {
			return
		}
	}
	r.Errorf("the bot does not go on: %s", r.lastText())
}

// isFinal reports whether the newest answer is final: links, or a problem with its reference.
func isFinal(r *testBot) bool {
	return reference.MatchString(r.lastText()) || strings.Contains(r.lastText(), "immutable=")
}

func leaks(text string) bool {
	for _, never := range []string{
		sandboxKey, "goroutine", "unexpected end of JSON", "Internal text", "<html", "dial tcp", "127.0.0.1",
	} {
		if strings.Contains(text, never) {
			return true
		}
	}
	return false
}

func TestUnauthorizedNamesTheKey(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	r.mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultUnauthorized})
	r.expectAnswer("/unpaid", "MAYAR_API_KEY", "web.mayar.id/api-keys")
}

func TestReadOnlyKeyCannotMakeLinks(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	r.mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultReadOnly, Path: "/credit"})
	r.expectAnswer("/checkout "+r.membershipProduct().ID+person, "Read &amp; Write")
	r.expectAnswer("/unpaid", "278 unpaid")
}

func TestMirrorIsShownWhileMayarIsDown(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	msg := r.expectAnswer("/unpaid", "278 unpaid")
	r.mayar.Down(true)
	r.clock.advance(time.Hour)
	r.click(msg, message.ActionUnpaidRefresh)
	r.waitForText("278 unpaid", "Mayar")
	r.mayar.Down(false)
}

// Guests, former members, bots and people of another workspace are denied privately, whatever they
// do.
func TestOutsidersAreDenied(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	r.expectAnswer("/unpaid", "278 unpaid")
	for name, who := range map[string]string{"guest": fakeslack.Guest, "another workspace": fakeslack.Foreign} {
		outsider := r.as(who, fakeslack.Sales)
		msg := outsider.expectAnswer("/unpaid")
		if !msg.Ephemeral || msg.To != who || strings.Contains(outsider.lastText(), "278") ||
			strings.Contains(outsider.lastText(), "Rp") {
			t.Errorf("%s: %+v", name, msg)
		}
		outsider.expectAnswer("/mayar status")
		if strings.Contains(outsider.lastText(), "20") && strings.Contains(outsider.lastText(), "Mayar V") {
			t.Errorf("%s sees the status", name)
		}
	}
}

func TestAllowlists(t *testing.T) {
	t.Parallel()
	r := newTestBot(t, func(cfg *config, _ *fakemayar.Options) {
		cfg.AllowedUsers, cfg.Admins = userIDs{fakeslack.Ayu}, userIDs{fakeslack.Ayu}
		cfg.AllowedChannels = channelIDs{fakeslack.Finance}
	})
	r.expectAnswer("/unpaid", "278 unpaid")
	r.as(fakeslack.Budi, fakeslack.Finance).expectAnswer("/unpaid", "<@"+fakeslack.Ayu+">")
	elsewhere := r.as(fakeslack.Ayu, fakeslack.General)
	elsewhere.expectAnswer("/unpaid")
	if strings.Contains(elsewhere.lastText(), "278") {
		t.Error("answered in a channel that is not allowed")
	}
}
