package digests

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

// findDuplicate returns another digest of the channel with the same filter and times, the zero
// value if there is none. A form that is submitted twice is not its own duplicate.
func (h *Handler) findDuplicate(ctx context.Context, sub digest.Subscription) (digest.Subscription, error) {
	subs, err := h.Digests.List(ctx, sub.Channel)
	if err != nil {
		return digest.Subscription{}, err
	}
	if slices.ContainsFunc(subs, func(other digest.Subscription) bool { return other.ID == sub.ID }) {
		return digest.Subscription{}, nil
	}
	if len(subs) >= digest.MaxPerChannel {
		return digest.Subscription{}, digest.ErrLimit
	}
	for _, other := range subs {
		if strings.EqualFold(other.Filter, sub.Filter) && sameTimes(other, sub, h.Now()) {
			return other, nil
		}
	}
	return digest.Subscription{}, nil
}

// sameTimes reports whether the next ten times of two digests are the same.
func sameTimes(a, b digest.Subscription, now time.Time) bool {
	if a.Schedule.String() == b.Schedule.String() && a.Zone == b.Zone {
		return true
	}
	for at, n := now, 0; n < 10; n++ {
		one, err := a.Schedule.Next(at, a.Location())
		if err != nil {
			return false
		}
		if other, err := b.Schedule.Next(at, b.Location()); err != nil || !one.Equal(other) {
			return false
		}
		at = one
	}
	return true
}

// confirmDuplicate asks whether to create a digest that is equal to another one.
func (h *Handler) confirmDuplicate(ctx context.Context, other, sub digest.Subscription, reply bot.Responder) error {
	sub.ID = cmp.Or(sub.ID, digest.NewID())
	value := publicationOf(message.PublishCreate, sub).value()
	if utf8.RuneCountInString(value) > maxPublication {
		return problem(message.ProblemLongFilter)
	}
	return reply.Reply(ctx, h.Renderer.DigestDuplicate(h.confirmation(other), value))
}

// createDuplicate creates a digest although there is an equal one. The access is checked again.
func (h *Handler) createDuplicate(ctx context.Context, req *bot.Request, reply bot.Responder) error {
	p, ok := parsePublication(req.Value)
	if !ok || p.Do != message.PublishCreate {
		return problem(message.ProblemOldButton)
	}
	return h.createPublication(ctx, p, req, reply)
}
