package bot

import "time"

// SoftStop makes the bot less patient with running handlers when it stops.
func (b *Bot) SoftStop(d time.Duration) { b.grace = d }
