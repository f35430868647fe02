// Package commandtest has what the tests of the commands share: a clock, somebody who reads
// answers, the mirror and Slack's channels.
package commandtest

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/slack-go/slack"
)

var Noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func AtNoon() time.Time { return Noon }

func Renderer(t *testing.T) *message.Renderer {
	t.Helper()
	w, err := message.New("en", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// A Responder records what was shown.
type Responder struct {
	mu     sync.Mutex
	Shown  []blockkit.Message
	Shared []blockkit.Message
	Forms  []slack.ModalViewRequest
	Kept   []blockkit.Message
	Pushed []slack.ModalViewRequest
	Views  []slack.ModalViewRequest // that took the place of a modal
	Closed bool                     // no form can take the place of the modal
}

func (r *Responder) Reply(_ context.Context, msg blockkit.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Shown = append(r.Shown, msg)
	return nil
}

func (r *Responder) PostPublic(_ context.Context, msg blockkit.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Shared = append(r.Shared, msg)
	return nil
}

func (r *Responder) OpenModal(_ context.Context, form slack.ModalViewRequest) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Closed {
		return bot.ErrFormClosed
	}
	r.Forms = append(r.Forms, form)
	return nil
}

func (r *Responder) PushModal(_ context.Context, form slack.ModalViewRequest) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Pushed = append(r.Pushed, form)
	return nil
}

func (r *Responder) UpdateModal(_ context.Context, view slack.ModalViewRequest) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Closed {
		return bot.ErrFormClosed
	}
	r.Views = append(r.Views, view)
	return nil
}

func (r *Responder) CopyToDM(_ context.Context, msg blockkit.Message) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Kept = append(r.Kept, msg)
	return true, nil
}

// Said returns what the person reads: the last answer or form, or the sentence of the error.
func (r *Responder) Said(t *testing.T, err error) string {
	t.Helper()
	if err != nil {
		return JSON(t, usererr.Message(Renderer(t), err, mayar.Health{}, Noon, "REF4567"))
	}
	if len(r.Forms) > 0 {
		return JSON(t, r.Forms[len(r.Forms)-1])
	}
	return r.Last(t)
}

// Last returns the JSON of what is shown in the end.
func (r *Responder) Last(t *testing.T) string {
	t.Helper()
	if len(r.Shown) == 0 {
		t.Fatal("nothing was shown")
	}
	return JSON(t, r.Shown[len(r.Shown)-1])
}

func JSON(t *testing.T, v any) string {
	t.Helper()
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

type Mirror struct {
	OnList    func(receivables.Query, int) (receivables.Page, error)
	OnRefresh func(context.Context, func(receivables.Progress)) error
	OnGroup   func(q receivables.Query, id string, page int) (receivables.Page, error)
	OnPaid    func(q receivables.Query, from, to time.Time, page int) (receivables.Page, error)
}

func (m *Mirror) List(_ context.Context, q receivables.Query, page int) (receivables.Page, error) {
	return m.OnList(q, page)
}

func (m *Mirror) Refresh(ctx context.Context, progress func(receivables.Progress)) error {
	return m.OnRefresh(ctx, progress)
}

func (m *Mirror) State(context.Context) (receivables.State, error) {
	return receivables.State{}, nil
}

func (m *Mirror) Case(context.Context, string) (receivables.Case, error) {
	return receivables.Case{}, receivables.ErrNoCase
}

func (m *Mirror) CheckCase(context.Context, string, time.Duration) (receivables.Case, error) {
	return receivables.Case{}, receivables.ErrNoCase
}

func (m *Mirror) ListGroup(_ context.Context, q receivables.Query, id string, page int) (receivables.Page, error) {
	return m.OnGroup(q, id, page)
}

func (m *Mirror) ListPaid(
	_ context.Context, q receivables.Query, from, to time.Time, page int,
) (receivables.Page, error) {
	return m.OnPaid(q, from, to, page)
}
