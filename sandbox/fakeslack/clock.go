package fakeslack

import (
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"time"
)

// clock makes message timestamps: the time in seconds with six decimals. Like Slack's they are
// unique.
type clock struct {
	now  func() time.Time
	mu   sync.Mutex
	last int64 // microseconds
}

func (c *clock) ts() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = max(c.last+1, c.now().UnixMicro())
	return fmt.Sprintf("%d.%06d", c.last/1e6, c.last%1e6)
}

// newID returns an id in Slack's format: a letter for the kind and ten more characters.
func newID(kind string) string { return kind + "0" + rand.Text()[:9] }

func newSecret() string { return strings.ToLower(rand.Text()) }
