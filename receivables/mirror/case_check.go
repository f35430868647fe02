package mirror

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	// answerLasts is how long an answer of Mayar's about one transaction may be used again.
	answerLasts = time.Minute

	// maxAnswers bounds the answers that are kept.
	maxAnswers = 1000

	// askTimeout bounds the wait for an answer: somebody looks at the case meanwhile.
	askTimeout = 15 * time.Second

	// maxAsked bounds how many transactions of a case one check asks about. More than one is asked
	// about only if the newest has closed.
	maxAsked = 3
)

// An answer is what Mayar said of one transaction.
type answer struct {
	at      time.Time // zero: it said nothing
	expires time.Time
	outcome outcome // if it has closed
}

// CheckCase asks Mayar about the newest transaction of a case, closes it if it has been paid or has
// expired, and returns the case. If Mayar cannot be asked, the case is as the mirror knows it, with
// a CheckedAt of zero. An answer that is not older than maxAge, a minute at most, is used again.
// The error is receivables.ErrNoCase, or one of the database.
func (m *Mirror) CheckCase(ctx context.Context, id string, maxAge time.Duration) (receivables.Case, error) {
	for range maxAsked {
		c, err := m.Case(ctx, id)
		if err != nil || !c.Closed.IsZero() {
			return c, err
		}
		said := m.ask(ctx, c.ID, maxAge)
		if said.outcome == "" {
			c.CheckedAt, c.ExpiresAt = said.at, said.expires
			return c, nil
		}
		if err := m.closeAll(ctx, map[string]outcome{c.ID: said.outcome}); err != nil {
			return receivables.Case{}, err
		}
	}
	return m.Case(ctx, id)
}

// ask returns what Mayar says of a transaction or, if it cannot be asked, said within the last
// minute. Many who ask at once are one request.
func (m *Mirror) ask(ctx context.Context, id string, maxAge time.Duration) answer {
	earlier, ok := m.answers.Get(id)
	if ok && m.cfg.Now().Sub(earlier.at) > maxAge {
		m.answers.Delete(id)
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	said, err := m.answers.Load(ctx, id, func() (answer, time.Duration) {
		detail, _, err := m.source.GetTransaction(ctx, id)
		if err == nil {
			m.lookupsWork.Store(true)
		} else if !mayar.NotFound(err) || !m.lookupsWork.Load() {
			return answer{}, 0 // until one was answered, V1 may be what has no such path
		}
		said := answer{at: m.cfg.Now()}
		switch outcome, known := m.outcomeOf(detail, err); {
		case known:
			said.outcome = outcome
		case detail != nil:
			said.expires = detail.ExpiresAt
		}
		return said, answerLasts
	})
	if err != nil || said.at.IsZero() {
		return earlier
	}
	return said
}
