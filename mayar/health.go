package mayar

import "time"

// Health is the state of Mayar as the client's last calls saw it.
type Health struct {
	LastOK    time.Time // when Mayar last answered, also with an error; zero: never
	DownSince time.Time // start of Temporary failures only; zero: Mayar answers
	LastError error     // the last such failure; nil: Mayar answers
}

// Health returns the state of Mayar as the last calls saw it. An error such as 401 or 429 is an
// answer. A call that the caller cancelled does not count.
func (c *Client) Health() Health {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.health
}

// noteHealth records how a call ended. FailingSince is when its first attempt failed.
func (c *Client) noteHealth(err error, failingSince time.Time) {
	if hasReason(err, ReasonCanceled) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !Temporary(err) {
		c.health = Health{LastOK: c.now()}
		return
	}
	if c.health.DownSince.IsZero() {
		c.health.DownSince = failingSince
	}
	c.health.LastError = err
}
