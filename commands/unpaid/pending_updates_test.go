package unpaid

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// The update of a list must not replace what the person has clicked meanwhile. The clock is
// synctest's.
func TestNewerClickCancelsUpdates(t *testing.T) {
	t.Parallel()
	type ask struct {
		kind   bot.Kind
		action string // "": the command
		page   int
		user   string
		list   string
	}
	for name, tt := range map[string]struct {
		asks []ask
		want []int // how often each was shown
	}{
		"turns": {[]ask{
			{bot.KindCommand, "", 1, "U1", "A"}, {
				bot.KindClick, message.ActionUnpaidNext, 2, "U1", "A",
			}, {bot.KindClick, message.ActionUnpaidNext, 3, "U1", "A"},
		}, []int{1, 1, 2}},
		"refresh": {
			[]ask{
				{bot.KindClick, message.ActionUnpaidNext, 2, "U1", "A"},
				{bot.KindClick, message.ActionUnpaidRefresh, 2, "U1", "A"},
			},
			[]int{1, 2},
		},
		"share": {
			[]ask{{bot.KindCommand, "", 1, "U1", "A"}, {bot.KindClick, message.ActionUnpaidShare, 1, "U1", "A"}},
			[]int{1, 1},
		},
		"group": {
			[]ask{{bot.KindCommand, "", 1, "U1", "A"}, {bot.KindClick, message.ActionUnpaidGroup, 1, "U1", "A"}},
			[]int{1, 1},
		},
		"two commands": {[]ask{{bot.KindCommand, "", 1, "U1", "A"}, {bot.KindCommand, "", 1, "U1", "B"}}, []int{2, 2}},
		"two lists": {[]ask{
			{bot.KindCommand, "", 1, "U1", "A"}, {bot.KindCommand, "", 1, "U1", "B"}, {
				bot.KindClick, message.ActionUnpaidNext, 2, "U1", "B",
			},
		}, []int{2, 1, 2}},
		"two people": {
			[]ask{{bot.KindCommand, "", 1, "U1", "A"}, {bot.KindClick, message.ActionUnpaidNext, 2, "U2", "A"}},
			[]int{2, 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m, synced := mirrorOfAge(5*time.Minute), make(chan struct{})
				m.OnRefresh = func(context.Context, func(receivables.Progress)) error {
					<-synced
					return nil
				}
				u := newHandler(t, m)
				replies := make([]commandtest.Responder, len(tt.asks))
				for i, a := range tt.asks {
					handle := u.run
					if a.action != "" {
						handle = u.Command().Clicks[a.action]
					}
					req := &bot.Request{
						Ref:     fmt.Sprint("REF", i),
						Kind:    a.kind,
						User:    bot.User{ID: a.user},
						Channel: finance,
					}
					if a.kind == bot.KindCommand {
						req.Ref = a.list
					} else {
						req.Value = message.UnpaidState{ListID: a.list, Page: a.page}.Value()
						if a.action == message.ActionUnpaidShare {
							req.Value = "SHOWN12|" + req.Value
						}
					}
					if a.action == message.ActionUnpaidGroup {
						req.Value = message.GroupState{
							ID:   "tx-1",
							Page: 1,
							List: message.UnpaidState{ListID: a.list, Page: a.page},
						}.Value()
					}
					go func() {
						if err := handle(t.Context(), req, &replies[i]); err != nil {
							t.Error(err)
						}
					}()
					synctest.Wait()
				}
				close(synced)
				synctest.Wait()
				for i, want := range tt.want {
					if got := len(replies[i].Shown); got != want {
						t.Errorf("answer %d was shown %d times, want %d", i+1, got, want)
					}
				}
				if len(u.updates.refs) != 0 {
					t.Errorf("%d are remembered for ever", len(u.updates.refs))
				}
			})
		})
	}
}
