package fakeslack

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"sync"
	"time"
)

// triggerLifetime is how long a trigger_id is valid.
const triggerLifetime = 3 * time.Second

// triggerStore holds the trigger_ids. Each one opens one view, within three seconds, for the user
// who acted.
type triggerStore struct {
	now         func() time.Time
	mu          sync.Mutex
	triggers    map[string]*trigger
	lastCleanup time.Time
}

type trigger struct {
	user   string
	issued time.Time
	used   bool
}

func (b *triggerStore) issue(user string) string {
	random := make([]byte, 16)
	_, _ = rand.Read(random)
	now := b.now()
	id := fmt.Sprintf("%d.%d.%s", now.UnixMilli(), now.UnixMicro()%1e9, hex.EncodeToString(random))
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Sub(b.lastCleanup) > time.Minute {
		maps.DeleteFunc(b.triggers, func(_ string, t *trigger) bool { return now.Sub(t.issued) > time.Minute })
		b.lastCleanup = now
	}
	b.triggers[id] = &trigger{user: user, issued: now}
	return id
}

// redeem returns the user of a trigger and invalidates it.
func (s *triggerStore) redeem(id string) (user string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.triggers[id]
	switch {
	case !ok:
		return "", apiError("invalid_trigger_id")
	case t.used:
		return "", apiError("exchanged_trigger_id")
	case s.now().Sub(t.issued) > triggerLifetime:
		return "", apiError("expired_trigger_id")
	}
	t.used = true
	return t.user, nil
}
