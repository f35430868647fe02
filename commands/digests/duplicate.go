package digests

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

// findDuplicate is a digest of the same channel that would say the same at the same times. One
// under the id of the new one is that one itself: its form was submitted before.
func (c *Handler) findDuplicate(ctx context.Context, sub digest.Subscription) (digest.Subscription, error) {
	subs, err := c.Digests.List(ctx, sub.Channel)
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
		if strings.EqualFold(other.Filter, sub.Filter) && sameTimes(other, sub, c.Now()) {
			return other, nil
		}
	}
	return digest.Subscription{}, nil
}

// sameTimes tells whether two digests come at the same moments, as far as the next ten tell.
func sameTimes(a, b digest.Subscription, now time.Time) bool {
	if a.Schedule.String() == b.Schedule.String() && a.Zone == b.Zone {
		return true
	}
	for at, n := now, 0; n < 10; n++ {
		one, err := a.Schedule.Next(at, zoneOf(a))
		if err != nil {
			return false
		}
		if other, err := b.Schedule.Next(at, zoneOf(b)); err != nil || !one.Equal(other) {
			return false
		}
		at = one
	}
	return true
}

// confirmDuplicate asks whether another digest like one that there is shall be made.
func (c *Handler) confirmDuplicate(
	ctx context.Context, twin, sub digest.Subscription, responder bot.Responder,
) error {
	sub.ID = cmp.Or(sub.ID, digest.NewID())
	value := publicationOf(message.PublishCreate, sub).value()
	if utf8.RuneCountInString(value) > maxPublication {
		return &usererr.Error{Kind: message.ProblemLongFilter, Op: message.OpDigest}
	}
	return responder.Reply(ctx, c.Writer.DigestDuplicate(c.answer(twin), value))
}

// createDuplicate makes a digest although there is one like it. Whether the person may is asked
// anew.
func (c *Handler) createDuplicate(ctx context.Context, req *bot.Request, responder bot.Responder) error {
	p, ok := parsePublication(req.Value)
	if !ok || p.Do != message.PublishCreate {
		return problem(message.ProblemOldButton)
	}
	return c.createPublication(ctx, p, req, responder)
}
