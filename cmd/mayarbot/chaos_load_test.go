//go:build unix

package main

import (
	"slices"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// A thousand digests are due at the same time, two in each channel. Each channel gets one a second,
// and none gets its second while another waits for its first.
func TestThousandDueAtOnce(t *testing.T) {
	eachDatabase(t, func(l *lab) {
		const channels, each = 500, 2
		var where []string
		for range channels {
			where = append(where, slices.Repeat([]string{l.channel()}, each)...)
		}
		at := time.Now().Add(40 * time.Second).Truncate(time.Second) // slots are whole minutes
		due := l.subscribe(at, where...)
		l.start()
		if outcome := l.waitForOutcomes(due); outcome[digest.Posted] != len(due) {
			l.Fatalf("of %d digests: %v", len(due), outcome)
		}
		rounds := make([][]time.Duration, each) // of the first messages and of the second ones
		hasty := 0
		for _, channel := range slices.Compact(where) {
			all := l.digests(channel)
			for n, msg := range all {
				rounds[n] = append(rounds[n], msg.At.Sub(at))
				if n > 0 && msg.At.Sub(all[n-1].At) < 900*time.Millisecond {
					hasty++
				}
			}
		}
		for n, round := range rounds {
			slices.Sort(round)
			l.Logf("message %d of a channel: from %s to %s", n+1, round[0], round[len(round)-1])
		}
		if hasty > 0 {
			l.Errorf("%d messages less than a second after another one of their channel", hasty)
		}
		if lastFirst, firstSecond := rounds[0][channels-1], rounds[1][0]; lastFirst > firstSecond+time.Second {
			l.Errorf("a channel had its first digest after %s, when another had had its second after %s", lastFirst,
				firstSecond)
		}
	})
}

// digests returns the digests of a channel, the oldest first.
func (l *lab) digests(channel string) []fakeslack.Message {
	return slices.DeleteFunc(
		l.slack.Messages(fakeslack.Ayu, channel),
		func(msg fakeslack.Message) bool { return len(msg.Metadata) == 0 },
	)
}
