package fakeslack

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"sync"
	"time"
)

// triggerLife is how long a trigger_id is good for.
const triggerLife = 3 * time.Second

// triggerBook knows the trigger ids: each opens one view, within three seconds, for the person who did something.
type triggerBook struct {
	now      func() time.Time
	mu       sync.Mutex
	triggers map[string]*trigger
	swept    time.Time
}

type trigger struct {
	user   string
	issued time.Time
	used   bool
}

func (b *triggerBook) issue(user string) string {
	random := make([]byte, 16)
	_, _ = rand.Read(random)
	now := b.now()
	id := fmt.Sprintf("%d.%d.%s", now.UnixMilli(), now.UnixMicro()%1e9, hex.EncodeToString(random))
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Sub(b.swept) > time.Minute {
		maps.DeleteFunc(b.triggers, func(_ string, t *trigger) bool { return now.Sub(t.issued) > time.Minute })
		b.swept = now
	}
	b.triggers[id] = &trigger{user: user, issued: now}
	return id
}

// redeem returns whose trigger it is and uses it up.
func (b *triggerBook) redeem(id string) (user string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, ok := b.triggers[id]
	switch {
	case !ok:
		return "", apiError("invalid_trigger_id")
	case t.used:
		return "", apiError("exchanged_trigger_id")
	case b.now().Sub(t.issued) > triggerLife:
		return "", apiError("expired_trigger_id")
	}
	t.used = true
	return t.user, nil
}
