package commands

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/slack-go/slack"
)

// The people and channels of the tests of /digest.
const (
	owner    = "U0OWNER001"
	admin    = "U0ADMIN002"
	member   = "U0MEMBER03"
	outsider = "U0OUTSIDE4"

	finance  = "C0FINANCE1" // has the digest k7fq; all but the outsider are in it
	sales    = "C0SALES002" // everybody is in it
	founders = "C0FOUNDER3" // the owner is in it, the bot is not
	partners = "C0PARTNER4" // shared with another workspace; everybody is in it
)

// fakeDigests keeps subscriptions in memory, and what was done to them.
type fakeDigests struct {
	subs map[string]digest.Subscription
	done []string
	err  error

	preview error
	tooSoon error // of Now
	waiting bool  // something could not be posted yet
}

func (f *fakeDigests) did(format string, args ...any) {
	f.done = append(f.done, fmt.Sprintf(format, args...))
}

func (f *fakeDigests) change(id string, do func(*digest.Subscription)) (digest.Subscription, error) {
	sub, ok := f.subs[id]
	if !ok {
		return sub, digest.ErrNotFound
	}
	do(&sub)
	f.subs[id] = sub
	return sub, f.err
}

func (f *fakeDigests) Create(ctx context.Context, sub digest.Subscription) (digest.Subscription, error) {
	if all, _ := f.List(ctx, sub.Channel); len(all) >= digest.MaxPerChannel {
		return sub, digest.ErrLimit
	}
	sub.ID, sub.Revision = cmp.Or(sub.ID, fmt.Sprintf("new%d", len(f.subs))), 1
	f.subs[sub.ID] = sub
	f.did("create %s in %s by %s: %s %s %q", sub.ID, sub.Channel, sub.Owner, sub.Schedule, sub.Zone, sub.Filter)
	return sub, f.err
}

func (f *fakeDigests) Update(_ context.Context, sub digest.Subscription) (digest.Subscription, error) {
	if f.subs[sub.ID].Revision != sub.Revision {
		return sub, digest.ErrConflict
	}
	f.did("update %s in %s by %s: %s %s %q", sub.ID, sub.Channel, sub.Owner, sub.Schedule, sub.Zone, sub.Filter)
	f.subs[sub.ID] = sub
	return sub, f.err
}

func (f *fakeDigests) Pause(_ context.Context, id string, until time.Time) (digest.Subscription, error) {
	if until.Equal(digest.Forever) {
		f.did("pause %s", id)
	} else {
		f.did("pause %s for %s", id, until.Sub(noon))
	}
	return f.change(id, func(sub *digest.Subscription) { sub.PausedUntil = until })
}

func (f *fakeDigests) Resume(_ context.Context, id, sharedBy string) (digest.Subscription, error) {
	f.did("resume %s", id)
	return f.change(id, func(sub *digest.Subscription) { sub.PausedUntil, sub.SharedBy = time.Time{}, sharedBy })
}

func (f *fakeDigests) Delete(_ context.Context, id string) error {
	f.did("delete %s", id)
	_, err := f.change(id, func(*digest.Subscription) {})
	delete(f.subs, id)
	return err
}

func (f *fakeDigests) Get(_ context.Context, id string) (digest.Subscription, error) {
	return f.change(id, func(*digest.Subscription) {})
}

func (f *fakeDigests) List(_ context.Context, channel string) (subs []digest.Subscription, err error) {
	for _, sub := range f.subs {
		if sub.Channel == channel {
			subs = append(subs, sub)
		}
	}
	slices.SortFunc(subs, func(a, b digest.Subscription) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return subs, f.err
}

func (f *fakeDigests) ListAll(context.Context) (subs []digest.Subscription, err error) {
	for _, sub := range f.subs {
		subs = append(subs, sub)
	}
	return subs, f.err
}

func (f *fakeDigests) PostNow(_ context.Context, id, _ string) (digest.Delivery, error) {
	if f.tooSoon != nil {
		return digest.Delivery{}, f.tooSoon
	}
	f.did("now %s", id)
	_, err := f.change(id, func(*digest.Subscription) {})
	return digest.Delivery{}, err
}

func (f *fakeDigests) RetryDigest(_ context.Context, id string) (bool, error) {
	f.did("try %s again", id)
	return f.waiting, f.err
}

func (f *fakeDigests) Orphans(context.Context) (subs []digest.Subscription, err error) {
	for _, sub := range f.subs {
		if sub.OwnerGone {
			subs = append(subs, sub)
		}
	}
	return subs, f.err
}

func (f *fakeDigests) Preview(_ context.Context, sub digest.Subscription) (digest.Report, error) {
	return digest.Report{
		Subscription: sub, Slot: noon, At: noon,
		Page: receivables.Page{
			Totals: receivables.Totals{Count: 1, Groups: 1, Amount: 50_000}, Complete: true, AsOf: noon,
			Rows: []receivables.Row{
				{
					ID:       "t1",
					Customer: "Ani Wijaya",
					Email:    "ani@example.com",
					Product:  "Kelas Kopi",
					Amount:   50_000,
					Count:    1,
				},
			},
		},
		AsOf: noon,
	}, f.preview
}

// fakeChannels is Slack with the channels above.
type fakeChannels struct {
	asked   int // how often Slack was asked who is in a channel
	blind   bool
	joined  bool            // people of another company are in every channel by now
	unknown error           // Slack does not say who is in a channel
	deaf    error           // Slack does not say who reads a channel
	refuses map[string]bool // blocks of these kinds
	sent    []blockkit.Message
	to      []string
}

func (f *fakeChannels) BotName() string { return "penagih" }

func (f *fakeChannels) CanPost(_ context.Context, channel string) error {
	switch channel {
	case finance, sales, partners:
		return nil
	case founders:
		return &bot.PostError{Method: "chat.postMessage", Code: "not_in_channel"}
	}
	return &bot.PostError{Method: "conversations.info", Code: "channel_not_found"}
}

func (f *fakeChannels) CanFindPost(_ context.Context, channel string) error {
	if f.blind {
		return &bot.PostError{Method: "conversations.history", Code: "missing_scope", Needed: "channels:history"}
	}
	return nil
}

func (f *fakeChannels) Shared(_ context.Context, channel string) (bool, error) {
	if f.deaf != nil {
		return false, f.deaf
	}
	switch channel {
	case finance, sales, partners:
		return channel == partners || f.joined, nil
	}
	return false, &bot.PostError{Method: "conversations.info", Code: "channel_not_found"}
}

func (f *fakeChannels) Member(_ context.Context, channel, user string) (bool, error) {
	f.asked++
	if f.unknown != nil {
		return false, f.unknown
	}
	switch channel {
	case finance:
		return user != outsider, nil
	case sales, partners:
		return true, nil
	}
	return false, &bot.PostError{Method: "conversations.members", Code: "channel_not_found"}
}

func (f *fakeChannels) PostDM(_ context.Context, user string, msg blockkit.Message) (string, error) {
	for _, block := range msg.Blocks {
		if f.refuses[string(block.BlockType())] {
			return "", &bot.PostError{Method: "chat.postMessage", Code: "invalid_blocks"}
		}
	}
	f.sent, f.to = append(f.sent, msg), append(f.to, user)
	return "1.2", nil
}

// kept is the digest that there is.
func kept() digest.Subscription {
	return digest.Subscription{
		ID: "k7fq", Channel: finance, Owner: owner, Zone: "Asia/Jakarta", Language: "en", Revision: 3,
		Schedule: digest.Schedule{Times: []digest.TimeOfDay{9 * 60}}, Next: noon.Add(14 * time.Hour), CreatedAt: noon,
	}
}

// aDigest is /digest with one digest, which belongs to the owner.
func aDigest(t *testing.T) (*digestCommand, *fakeDigests, *fakeChannels) {
	t.Helper()
	digests := &fakeDigests{subs: map[string]digest.Subscription{"k7fq": kept()}}
	channels := &fakeChannels{}
	w := writer(t)
	return newDigest(Deps{
		Digests: digests, Channels: channels, DigestRenderer: NewDigestRenderer("en", w), Writer: w, Now: atNoon,
		Mirror: &fakeMirror{paid: nobodyPaid}, Admins: []string{admin}, Zone: "Asia/Jakarta", Language: "en",
	}, nil), digests, channels
}

func nobodyPaid(receivables.Query, time.Time, time.Time, int) (receivables.Page, error) {
	return receivables.Page{}, nil
}

// typed is what somebody types after /digest.
func typed(user, channel, text string) *bot.Request {
	return &bot.Request{Ref: "REF4567", Kind: bot.KindCommand, User: bot.User{ID: user}, Channel: channel, Text: text}
}

// said is what the person reads: the last answer, or the sentence of the error.
func said(t *testing.T, w *message.Writer, reply *fakeReply, err error) string {
	t.Helper()
	if err != nil {
		voice := &ErrorMessages{Writer: w, Now: atNoon, Health: func() mayar.Health { return mayar.Health{} }}
		return text(t, voice.Failed(err, "REF4567"))
	}
	if len(reply.forms) > 0 {
		return text(t, reply.forms[len(reply.forms)-1])
	}
	return reply.last(t)
}

// buttonValue is the value of the button with an action id.
func buttonValue(t *testing.T, msg blockkit.Message, action string) string {
	t.Helper()
	for _, block := range msg.Blocks {
		actions, ok := block.(*slack.ActionBlock)
		if !ok {
			continue
		}
		for _, element := range actions.Elements.ElementSet {
			if button, ok := element.(*slack.ButtonBlockElement); ok && button.ActionID == action {
				return button.Value
			}
		}
	}
	t.Fatalf("no button %s", action)
	return ""
}
