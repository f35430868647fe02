package bot_test

import (
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
)

// blockingLog is where a log line holds up the loop of a socket. The loop reports that it got there
// and goes on when it is told to.
type blockingLog struct {
	once          sync.Once
	reached, goOn chan struct{}
}

func (l *blockingLog) Write(line []byte) (int, error) {
	l.once.Do(func() {
		close(l.reached)
		<-l.goOn
	})
	return len(line), nil
}

// holdLoop makes the loop of a bot's socket stand still at an envelope that cannot be decoded. It
// lies between two commands that came together with it.
func holdLoop(t *testing.T, ackWait time.Duration) (slack rawSlack, ran <-chan bot.Request, hold *blockingLog) {
	t.Helper()
	slack = newRawSlack(t,
		slashFrame("E1", "T1", ""), slashFrame("E2", "T1", `,"is_enterprise_install":[]`), slashFrame("E3", "T1", ""))
	hold = &blockingLog{reached: make(chan struct{}), goOn: make(chan struct{})}
	ran = runAdjusted(t, slack, 1, func(cfg *bot.Config) {
		cfg.Log = slog.New(slog.NewTextHandler(hold, &slog.HandlerOptions{Level: slog.LevelError}))
	}, func(b *bot.Bot) { b.AckWait(ackWait) })
	within(t, hold.reached, "envelope that cannot be decoded")
	return slack, ran, hold
}

// Work does not begin while an envelope that came is not acknowledged.
func TestAcksGoBeforeWork(t *testing.T) {
	t.Parallel()
	slack, ran, hold := holdLoop(t, time.Hour)
	var order []string
	select {
	case <-ran:
		order = append(order, "work")
	case <-time.After(100 * time.Millisecond):
	}
	close(hold.goOn)
	for range 3 {
		order = append(order, within(t, slack.acks, "ack"))
	}
	within(t, ran, "work")
	if want := []string{"E1", "E2", "E3"}; !slices.Equal(order, want) {
		t.Errorf("in this order: %v, want %v and work", order, want)
	}
}

// Work does not wait for ever for acks.
func TestWorkBeginsWithoutAcks(t *testing.T) {
	t.Parallel()
	const ackWait = 100 * time.Millisecond
	began := time.Now()
	_, ran, hold := holdLoop(t, ackWait)
	defer close(hold.goOn)
	within(t, ran, "work")
	if waited := time.Since(began); waited < ackWait {
		t.Errorf("it waited %v, want %v or more", waited, ackWait)
	}
}
