package commands

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/slack-go/slack"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

func writer(t *testing.T) *message.Writer {
	t.Helper()
	w, err := message.New("en", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// A fakeReply keeps what was shown.
type fakeReply struct {
	mu     sync.Mutex
	shown  []blockkit.Message
	shared []blockkit.Message
	forms  []slack.ModalViewRequest
	kept   []blockkit.Message
	closed bool // no form can take the place of the modal
}

func (r *fakeReply) Reply(_ context.Context, msg blockkit.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shown = append(r.shown, msg)
	return nil
}

func (r *fakeReply) PostPublic(_ context.Context, msg blockkit.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shared = append(r.shared, msg)
	return nil
}

func (r *fakeReply) OpenModal(_ context.Context, form slack.ModalViewRequest) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return bot.ErrFormClosed
	}
	r.forms = append(r.forms, form)
	return nil
}

func (r *fakeReply) CopyToDM(_ context.Context, msg blockkit.Message) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept = append(r.kept, msg)
	return true, nil
}

// last is the JSON of what is shown in the end.
func (r *fakeReply) last(t *testing.T) string {
	t.Helper()
	if len(r.shown) == 0 {
		t.Fatal("nothing was shown")
	}
	return text(t, r.shown[len(r.shown)-1])
}

func text(t *testing.T, v any) string {
	t.Helper()
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

type fakeMirror struct {
	look    func(receivables.Query, int) (receivables.Page, error)
	refresh func(context.Context, func(receivables.Progress)) error
	group   func(q receivables.Query, id string, page int) (receivables.Page, error)
	paid    func(q receivables.Query, from, to time.Time, page int) (receivables.Page, error)
}

func (m *fakeMirror) List(_ context.Context, q receivables.Query, page int) (receivables.Page, error) {
	return m.look(q, page)
}

func (m *fakeMirror) Refresh(ctx context.Context, progress func(receivables.Progress)) error {
	return m.refresh(ctx, progress)
}

func (m *fakeMirror) State(context.Context) (receivables.State, error) {
	return receivables.State{}, nil
}

func (m *fakeMirror) ListGroup(_ context.Context, q receivables.Query, id string, page int) (receivables.Page, error) {
	return m.group(q, id, page)
}

func (m *fakeMirror) ListPaid(
	_ context.Context, q receivables.Query, from, to time.Time, page int,
) (receivables.Page, error) {
	return m.paid(q, from, to, page)
}

// linkMakerFunc makes the links.
type linkMakerFunc func(*mayar.CheckoutRequest) (*mayar.Checkout, error)

func (f linkMakerFunc) CreateImmutable(
	_ context.Context, request *mayar.CheckoutRequest,
) (*mayar.Checkout, *mayar.Response, error) {
	made, err := f(request)
	return made, nil, err
}

type fakeProducts struct {
	list func(*mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error)
}

func (p fakeProducts) List(_ context.Context, opts *mayar.ProductOptions) ([]mayar.Product, *mayar.Response, error) {
	return p.list(opts)
}

type fakeTiers struct {
	tiers  []mayar.Tier
	prices []mayar.TierPrice
	err    error
	calls  int
	gate   chan struct{} // closed when the answer may come; nil: at once
}

func (f *fakeTiers) Tiers(context.Context, string) ([]mayar.Tier, *mayar.Response, error) {
	f.calls++
	if f.gate != nil {
		<-f.gate
	}
	return f.tiers, nil, f.err
}

func (f *fakeTiers) TierPrices(context.Context, string) ([]mayar.TierPrice, *mayar.Response, error) {
	return f.prices, nil, f.err
}
