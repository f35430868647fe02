package bot

import "time"

// SoftStop shortens the grace period of running handlers.
func (b *Bot) SoftStop(d time.Duration) { b.grace = d }

// AckWait changes how long a job waits for acks.
func (b *Bot) AckWait(d time.Duration) { b.ackWait = d }
