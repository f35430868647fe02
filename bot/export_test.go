package bot

import "time"

// SoftStop shortens the grace period of running handlers.
func (b *Bot) SoftStop(d time.Duration) { b.grace = d }
