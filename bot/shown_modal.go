package bot

import (
	"context"
	"sync"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack"
)

// A shownModal is a modal on a user's screen. Its zero value is none.
type shownModal struct {
	mu  sync.Mutex
	ref slackapi.ViewRef
}

func (m *shownModal) set(ref slackapi.ViewRef) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ref = ref
}

// update replaces what the modal shows, unless something else has replaced it already.
func (m *shownModal) update(ctx context.Context, sender *slackapi.Sender, view slack.ModalViewRequest) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ref.ID == "" {
		return ErrFormClosed
	}
	newer, err := sender.UpdateView(ctx, view, m.ref)
	switch {
	case err == nil:
		m.ref = newer
	case slackapi.ErrorCode(err) == "hash_conflict":
		m.ref.Hash = ""
		return ErrModalChanged
	}
	return viewError(err)
}

// viewError tells a closed modal from other errors.
func viewError(err error) error {
	switch slackapi.ErrorCode(err) {
	case "not_found", "view_not_found", "view_closed", "no_view":
		return ErrFormClosed
	}
	return err
}
