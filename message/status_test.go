package message_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// The list is green only if it is complete, fresh, and a sync can keep it fresh.
func TestMirrorStatus(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 3, 9, 43, 0, 0, time.UTC)
	const green, yellow, none = "🟢 278 transactions", "🟡 278 transactions", "⚪ Not fetched"
	for name, tt := range map[string]struct {
		age      time.Duration
		down     bool
		paused   time.Duration
		asked    bool
		complete bool
		want     []string
	}{
		"fresh":       {age: time.Minute, asked: true, complete: true, want: []string{green}},
		"ten minutes": {age: 10 * time.Minute, asked: true, complete: true, want: []string{green}},
		"older": {age: 10*time.Minute + time.Second, asked: true, complete: true,
			want: []string{yellow, "More than ten minutes old"}},
		"two hours": {age: 2 * time.Hour, asked: true, complete: true,
			want: []string{yellow, "More than ten minutes old"}},
		"Mayar is down": {age: time.Minute, down: true, asked: true, complete: true,
			want: []string{yellow, "until Mayar answers again"}},
		"paused by 429": {age: time.Minute, paused: time.Hour, asked: true, complete: true,
			want: []string{yellow, "until Mayar answers again"}},
		"a pause that is over": {age: time.Minute, paused: -time.Second, asked: true, complete: true,
			want: []string{green}},
		"incomplete":             {age: time.Minute, asked: true, want: []string{yellow, "Not complete yet"}},
		"nothing asked since":    {age: time.Minute, complete: true, want: []string{green}},
		"not asked, and too old": {age: time.Hour, complete: true, want: []string{yellow}},
		"never":                  {age: -1, asked: true, complete: true, want: []string{none}},
	} {
		v := message.Status{Now: now,
			Mirror:      receivables.State{AsOf: now.Add(-tt.age), Count: 278, Complete: tt.complete},
			PausedUntil: now.Add(tt.paused)}
		if tt.age < 0 {
			v.Mirror.AsOf = time.Time{}
		}
		if tt.asked {
			v.Mayar = message.MayarStatus{Reachable: !tt.down, Since: now.Add(-time.Minute)}
		}
		text := jsonText(t, english(t).Status(v))
		for _, want := range tt.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in %s", name, want, text)
			}
		}
	}
}
