package bot_test

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// A lookup or message that a user waits for is retried once after a 429, not before Slack allows
// it: an earlier retry would be refused again.
func TestA429IsWaitedFor(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"users.info", fakeslack.ResponseURL} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			b := start(t, nil, bot.Command{Name: "unpaid", Run: answerWith("ok")})
			b.RateLimit(method, 1, time.Second)
			if got := b.slash(t, fakeslack.Budi, fakeslack.Finance, "/unpaid").Text; got != "ok" {
				t.Errorf("the answer is %q", got)
			}
			// The answer arrives before its call is counted.
			eventually(t, func() bool { return len(b.Calls(method)) == 2 })
			calls := b.Calls(method)
			if calls[0].Status != 429 || calls[1].Status != 200 {
				t.Errorf("calls: %+v", calls)
			}
			if between := calls[1].At.Sub(calls[0].At); between < time.Second {
				t.Errorf("Slack asked for a second and was left alone for %v", between)
			}
		})
	}
}
