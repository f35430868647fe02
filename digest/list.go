package digest

import "context"

// Get returns one subscription. It may return ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (Subscription, error) {
	sub, err := s.subscription(ctx, id)
	if err != nil {
		return Subscription{}, err
	}
	return s.withRuns(ctx, sub)
}

// List returns a channel's subscriptions, oldest first.
func (s *Service) List(ctx context.Context, channel string) ([]Subscription, error) {
	return s.list(ctx, `channel = $1 ORDER BY created_ms, id`, channel)
}

// ListAll returns all subscriptions, by channel, oldest first.
func (s *Service) ListAll(ctx context.Context) ([]Subscription, error) {
	return s.list(ctx, `1 = 1 ORDER BY channel, created_ms, id`)
}

func (s *Service) list(ctx context.Context, where string, args ...any) ([]Subscription, error) {
	subs, err := s.subscriptions(ctx, where, args...)
	if err != nil {
		return nil, err
	}
	for i := range subs {
		if subs[i], err = s.withRuns(ctx, subs[i]); err != nil {
			return nil, err
		}
	}
	return subs, nil
}

// withRuns fills in when the subscription runs next, and its last run.
func (s *Service) withRuns(ctx context.Context, sub Subscription) (Subscription, error) {
	now := millis(s.now())
	ahead, found, err := s.oneRow(ctx, `subscription = $1 AND slot_ms > $2 AND status = 'pending' AND manual = 0 ORDER BY slot_ms`, sub.ID, now)
	if err != nil {
		return sub, err
	}
	if found {
		sub.Next = ahead.Slot
	}
	last, found, err := s.oneRow(ctx, `subscription = $1 AND slot_ms <= $2 ORDER BY slot_ms DESC`, sub.ID, now)
	if err != nil {
		return sub, err
	}
	if found {
		sub.Last = last.Delivery
	}
	return sub, nil
}
