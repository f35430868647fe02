package fakeslack

import (
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"time"
)

// clock gives message timestamps: the time in seconds with six decimals, never the same twice, which is also what Slack's are.
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

// newID returns an id of Slack's form: a letter that tells the kind and ten more characters.
func newID(kind string) string { return kind + "0" + rand.Text()[:9] }

func newSecret() string { return strings.ToLower(rand.Text()) }
