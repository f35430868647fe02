package digests

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/publish"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/slack-go/slack"
)

const (
	owner, admin, member, outsider = commandtest.Owner, commandtest.Admin, commandtest.Member, commandtest.Outsider

	finance, sales     = commandtest.Finance, commandtest.Sales
	founders, partners = commandtest.Founders, commandtest.Partners
)

// fakeDigests keeps subscriptions in memory, and records what was done to them.
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
		f.did("pause %s for %s", id, until.Sub(commandtest.Noon))
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
		Subscription: sub, Slot: commandtest.Noon, At: commandtest.Noon,
		Page: receivables.Page{
			Totals: receivables.Totals{Count: 1, Groups: 1, Amount: 50_000}, Complete: true, AsOf: commandtest.Noon,
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
		AsOf: commandtest.Noon,
	}, f.preview
}

// existingDigest returns the digest that exists already.
func existingDigest() digest.Subscription {
	return digest.Subscription{
		ID: "k7fq", Channel: finance, Owner: owner, Zone: "Asia/Jakarta", Language: "en", Revision: 3,
		Schedule: digest.Schedule{
			Times: []digest.TimeOfDay{9 * 60},
		}, Next: commandtest.Noon.Add(14 * time.Hour), CreatedAt: commandtest.Noon,
	}
}

// newHandler returns a handler of /digest with one digest, which belongs to the owner.
func newHandler(t *testing.T) (*Handler, *fakeDigests, *commandtest.Channels) {
	t.Helper()
	digests := &fakeDigests{subs: map[string]digest.Subscription{"k7fq": existingDigest()}}
	channels := &commandtest.Channels{}
	w := commandtest.Renderer(t)
	return New(Config{
		Digests: digests, Channels: channels, Reports: NewReportRenderer(w), Renderer: w, Now: commandtest.AtNoon,
		Rule:   publish.Rule{Channels: channels, Admins: []string{admin}, Renderer: w},
		Mirror: &commandtest.Mirror{OnPaid: emptyPage}, Zone: "Asia/Jakarta", Language: "en",
	}), digests, channels
}

// submitForm parses and submits a form.
func submitForm(t *testing.T, c *Handler, req *bot.Request, responder bot.Responder) error {
	t.Helper()
	filled, wrong := c.parseForm(req)
	if len(wrong) > 0 {
		t.Errorf("wrong in the form: %v", wrong)
	}
	return c.submit(t.Context(), filled, req, responder)
}

func emptyPage(receivables.Query, time.Time, time.Time, int) (receivables.Page, error) {
	return receivables.Page{}, nil
}

// typedRequest returns the request of a typed command.
func typedRequest(user, channel, text string) *bot.Request {
	return &bot.Request{Ref: "REF4567", Kind: bot.KindCommand, User: bot.User{ID: user}, Channel: channel, Text: text}
}

// buttonValue returns the value of the button with an action id.
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
