package socket

import (
	"fmt"
	"testing"
	"time"
)

func ignoreAck(any) {}

func TestDedup(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	seen := newDedup(func() time.Time { return now })
	for _, step := range []struct {
		id   string
		pass time.Duration
		want bool
	}{
		{"a", 0, true}, {"a", 0, false}, {"b", time.Minute + 1, true}, {"a", time.Minute, false},
		{"a", 9*time.Minute - 1, true}, {"b", 0, false},
	} {
		now = now.Add(step.pass)
		if _, got := seen.observe(step.id, ignoreAck); got != step.want {
			t.Errorf("first(%s) at %v = %v, want %v", step.id, now.Unix(), got, step.want)
		}
	}
	payloads := 0
	count := func(payload any) {
		if payload != nil {
			payloads++
		}
	}
	for i := range maxEnvelopes {
		env, _ := seen.observe(fmt.Sprint("form ", i), ignoreAck)
		env.answer("options")
	}
	for i := range maxEnvelopes {
		env, first := seen.observe(fmt.Sprint("form ", i), count)
		if env.reack(); first {
			t.Errorf("form %d is not remembered", i)
		}
	}
	if payloads != maxPayloads {
		t.Errorf("the payloads of %d acks are remembered, want %d", payloads, maxPayloads)
	}
	if _, first := seen.observe("a", ignoreAck); !first {
		t.Error("more envelopes are remembered than maxEnvelopes")
	}
}
