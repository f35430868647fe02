package main

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/mayarbot/mayarbot/store"
)

// collectingRules sets the rules of reminding as they are in production, but without quiet hours.
func collectingRules(cfg *config, _ *fakemayar.Options) {
	cfg.ChaseGap, cfg.ChaseWeek, cfg.Shop = chaseGap(24*time.Hour), 3, "Toko Contoh"
	cfg.MayarAPIVersion = "v2"
}

// followUps returns the buttons Follow up of a list by the id of their case.
func followUps(t testing.TB, msg fakeslack.Message) map[string]fakeslack.Click {
	t.Helper()
	var blocks []struct {
		ID        string `json:"block_id"`
		Accessory struct {
			ActionID string `json:"action_id"`
			Value    string `json:"value"`
		} `json:"accessory"`
	}
	if err := json.Unmarshal(msg.Blocks, &blocks); err != nil {
		t.Fatal(err)
	}
	found := map[string]fakeslack.Click{}
	for _, b := range blocks {
		if b.Accessory.ActionID == message.ActionFollowUp {
			found[b.Accessory.Value] = fakeslack.Click{TS: msg.TS, BlockID: b.ID, ActionID: message.ActionFollowUp}
		}
	}
	return found
}

// followUp presses Follow up and returns the completed card.
func (r *testBot) followUp(click fakeslack.Click) string {
	r.Helper()
	click.User, click.Channel = r.user, r.channel
	r.retryForm(func() {
		if sent, err := r.slack.Click(r.Context(), click); err != nil || !sent.Acked {
			r.Fatalf("Follow up: %v, %+v", err, sent)
		}
	})
	r.waitUntil("a card", func() bool { return !strings.Contains(r.card(), "Checking with Mayar") })
	return r.card()
}

// card returns what the newest modal shows.
func (r *testBot) card() string {
	views := r.slack.Views(r.user)
	if len(views) == 0 {
		return ""
	}
	return string(views[len(views)-1].Blocks)
}

// onCard clicks on the card.
func (r *testBot) onCard(action string) {
	r.Helper()
	views := r.slack.Views(r.user)
	sent, err := r.slack.Click(r.Context(),
		fakeslack.Click{User: r.user, ViewID: views[len(views)-1].ID, ActionID: action})
	if err != nil || !sent.Acked {
		r.Fatalf("%s: %v, %+v", action, err, sent)
	}
}

func (r *testBot) cardShows(parts ...string) {
	r.Helper()
	r.waitUntil(strings.Join(parts, " + "), func() bool { return containsAll(r.card(), parts...) })
}

// A case that is paid in Mayar at any moment before Follow up is pressed never has a link to
// WhatsApp, and the audit says why each time.
func TestFollowUpOfWhatWasPaid(t *testing.T) {
	eachEngine(t, func(r *testBot) {
		people := []string{fakeslack.Ayu, fakeslack.Budi, fakeslack.Citra}
		refused := 0
		for n := 0; refused < 50; n++ {
			who := r.as(people[n%len(people)], fakeslack.Finance)
			list := who.expectAnswer("/unpaid", "unpaid", "As of")
			rows, err := r.app.mirror.List(r.Context(), receivables.Query{}, 1)
			if err != nil {
				r.Fatal(err)
			}
			buttons := followUps(r, list)
			for _, row := range rows.Rows {
				click, there := buttons[row.CaseID]
				if !there || row.Count > 1 {
					continue
				}
				if err := r.mayar.MarkPaid(row.ID); err != nil {
					r.Fatal(err)
				}
				syncing := make(chan error, 1)
				if rand.IntN(3) == 0 { // the mirror may learn of it first, at the same time or later
					go func() { syncing <- r.app.mirror.Refresh(context.WithoutCancel(r.Context()), nil) }()
				} else {
					syncing <- nil
				}
				card := who.followUp(click)
				if strings.Contains(card, "wa.me") || !strings.Contains(card, "*Paid* at") {
					r.Errorf("the card of a case that was paid: %s", card)
				}
				if err := <-syncing; err != nil {
					r.Error(err)
				}
				refused++
			}
		}
		records, err := store.NewAudit(r.app.db, "").Recent(r.Context(), 1000)
		if err != nil {
			r.Fatal(err)
		}
		told := 0
		for _, rec := range records {
			if rec.ID != message.ActionFollowUp {
				continue
			}
			if !strings.HasSuffix(rec.Detail, ": paid") {
				r.Errorf("the audit says %q", rec.Detail)
			}
			told++
		}
		if told < refused-1 { // the last record may be on its way
			r.Errorf("%d records about %d cards", told, refused)
		}
	}, collectingRules)
}

// optionOf returns a value that a menu of a message offers.
func optionOf(t testing.TB, msg fakeslack.Message, actionID string) string {
	t.Helper()
	var blocks []struct {
		Elements []struct {
			ActionID string `json:"action_id"`
			Options  []struct {
				Value string `json:"value"`
			} `json:"options"`
		} `json:"elements"`
	}
	if err := json.Unmarshal(msg.Blocks, &blocks); err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		for _, e := range b.Elements {
			if e.ActionID == actionID && len(e.Options) > 0 {
				return e.Options[0].Value
			}
		}
	}
	t.Fatalf("no menu %s in %s", actionID, msg.Blocks)
	return ""
}

// A digest's rows are followed up in a private card, which also works without Mayar. Who may no
// longer use the bot is refused at the next click, and sees the card no more.
func TestFollowUpFromADigest(t *testing.T) {
	t.Parallel()
	r := newTestBot(t, collectingRules)
	r.makeDigest()
	r.advance(time.Hour)
	budi := r.as(fakeslack.Budi, r.channel)
	posted := budi.waitForDigests(1, "278 unpaid")
	before := len(r.messages())
	r.mayar.Down(true)
	id := optionOf(t, posted, message.ActionFollowUpPick)
	budi.retryForm(func() { budi.click(posted, message.ActionFollowUpPick, id) })
	budi.cardShows("not checked now", "@")
	if len(r.messages()) != before || len(r.slack.Views(r.user)) != 0 {
		t.Error("others see something of the card")
	}
	if err := r.slack.Demote(fakeslack.Budi); err != nil {
		t.Fatal(err)
	}
	r.waitUntil("the bot to know", func() bool {
		budi.send("/mayar help")
		return containsAll(budi.lastText(), "Guests may not see")
	})
	budi.onCard(message.ActionCardNote)
	budi.cardShows("Guests may not see")
	if strings.Contains(budi.card(), "not checked now") {
		t.Errorf("the card is still there: %s", budi.card())
	}
}
