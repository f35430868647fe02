//go:build unix

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// A deliveryRow is what the database says of the delivery of a slot.
type deliveryRow struct {
	status       digest.Status
	reason, ts   string
	wake, posted int64
}

func (l *lab) deliveryOf(s slot) (e deliveryRow) {
	l.Helper()
	l.queryRow(
		`SELECT status, reason, ts, next_attempt_ms, posted_ms FROM delivery WHERE subscription = $1 AND slot_ms = $2`,
		[]any{s.subscription, s.ms},
		&e.status,
		&e.reason,
		&e.ts,
		&e.wake,
		&e.posted,
	)
	return e
}

// messagesBySlot returns the posted digests by the slot in their metadata.
func (l *lab) messagesBySlot() map[slot][]fakeslack.Message {
	l.Helper()
	found := map[slot][]fakeslack.Message{}
	for _, channel := range l.slack.Channels() {
		for _, msg := range l.slack.Messages(fakeslack.Ayu, channel.ID) {
			if len(msg.Metadata) == 0 {
				continue
			}
			var mark struct {
				Payload struct{ Subscription, Slot string } `json:"event_payload"`
			}
			if err := json.Unmarshal(msg.Metadata, &mark); err != nil {
				l.Fatal(err)
			}
			ms, err := strconv.ParseInt(mark.Payload.Slot, 10, 64)
			if err != nil {
				l.Fatalf("a mark that is none: %s", msg.Metadata)
			}
			s := slot{mark.Payload.Subscription, ms}
			found[s] = append(found[s], msg)
		}
	}
	return found
}

// postedOnce waits until the slot counts as posted, and checks that the channel has it once.
func (l *lab) postedOnce(s slot) fakeslack.Message {
	l.Helper()
	l.poll("the slot to be posted", func() bool { return l.deliveryOf(s).status == digest.Posted })
	msgs, row := l.messagesBySlot()[s], l.deliveryOf(s)
	if len(msgs) != 1 || msgs[0].TS != row.ts {
		l.Fatalf("%d messages of the slot, want one\n%s", len(msgs), l.describe())
	}
	l.Logf("in the channel %s after it was due", msgs[0].At.Sub(s.at()).Round(time.Millisecond))
	return msgs[0]
}

// waitForOutcomes waits until all slots were due and nothing is in progress. It checks each slot
// against its channel and counts the outcomes.
func (l *lab) waitForOutcomes(due []slot) map[digest.Status]int {
	l.Helper()
	l.sleepUntil(slices.MaxFunc(due, func(a, b slot) int { return cmp.Compare(a.ms, b.ms) }).at())
	l.poll("an outcome for every slot", func() bool {
		var open, untaken int
		l.queryRow(`SELECT count(*) FROM delivery WHERE status IN ('pending', 'sending')`, nil, &open)
		l.queryRow(`SELECT count(*) FROM subscription WHERE next_ms <= $1`, []any{time.Now().UnixMilli()}, &untaken)
		return open+untaken == 0
	})
	outcome := map[digest.Status]int{}
	messages := l.messagesBySlot()
	for _, s := range due {
		row, n := l.deliveryOf(s), len(messages[s])
		outcome[row.status]++
		delete(messages, s)
		switch {
		case row.status == digest.Posted && n == 1:
		case (row.status == digest.Skipped || row.status == digest.Failed) && row.reason != "" && n == 0:
		default:
			l.Errorf("digest %s of %s: the delivery is %q (%s), the channel has %d messages", s.subscription,
				s.at().Format(time.TimeOnly), row.status, row.reason, n)
		}
	}
	for s := range messages {
		l.Errorf("a message of digest %s for %s, when it was not due", s.subscription, s.at())
	}
	return outcome
}

// checkIntegrity checks that a file of SQLite is not damaged.
func (l *lab) checkIntegrity() {
	l.Helper()
	if !l.onSQLite() {
		return
	}
	var verdict string
	if l.queryRow("PRAGMA integrity_check", nil, &verdict); verdict != "ok" {
		l.Errorf("the database file: %s", verdict)
	}
}

// describe returns the state that explains a failed wait.
func (l *lab) describe() string {
	var text strings.Builder
	// The test's own context may be over by now.
	const query = `SELECT subscription, slot_ms, status, reason, next_attempt_ms, attempts FROM delivery
		WHERE status <> 'posted' ORDER BY slot_ms LIMIT 20`
	rows, err := l.db.QueryContext(context.WithoutCancel(l.Context()), query)
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	now := time.Now()
	for rows.Next() {
		var id, status, reason string
		var at, wake, attempts int64
		if err := rows.Scan(&id, &at, &status, &reason, &wake, &attempts); err != nil {
			return err.Error()
		}
		fmt.Fprintf(
			&text,
			"%s due %s ago: %s %q, %d attempts, wakes in %s\n",
			id,
			now.Sub(time.UnixMilli(at)).Round(time.Millisecond),
			status,
			reason,
			attempts,
			time.UnixMilli(wake).Sub(now).Round(time.Millisecond),
		)
	}
	return text.String()
}
