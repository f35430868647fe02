package digests

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

// A pause of a day skips the next digest, and does not shorten a longer pause.
func TestPauseADay(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		until time.Time
		want  string
	}{
		"not paused":       {time.Time{}, "pause k7fq for 38h0m0s"}, // tomorrow's at 09:00 is skipped
		"for a week":       {commandtest.Noon.Add(7 * day), "pause k7fq for 168h0m0s"},
		"until resumed":    {digest.Forever, "pause k7fq"},
		"for another hour": {commandtest.Noon.Add(time.Hour), "pause k7fq for 38h0m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, digests, _ := newHandler(t)
			sub := existingDigest()
			sub.PausedUntil = tt.until
			digests.subs["k7fq"] = sub
			req := typedRequest(member, finance, "")
			req.Value = "k7fq"
			if err := c.Command().Clicks[message.ActionDigestPauseDay](
				t.Context(), req, &commandtest.Responder{},
			); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{tt.want}, digests.done); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A preview goes to the person alone, as the first variant that Slack accepts.
func TestPreview(t *testing.T) {
	t.Parallel()
	for _, refuses := range []map[string]bool{nil, {"table": true}} {
		c, digests, channels := newHandler(t)
		channels.Refuses = refuses
		var reply commandtest.Responder
		if err := c.run(t.Context(), typedRequest(member, finance, "test k7fq"), &reply); err != nil {
			t.Fatal(err)
		}
		if len(digests.done) > 0 || len(channels.Sent) != 1 || channels.To[0] != member {
			t.Fatalf("%v, %d sent to %v", digests.done, len(channels.Sent), channels.To)
		}
		sent := commandtest.JSON(t, channels.Sent[0])
		if table := strings.Contains(sent, `"type":"table"`); table != (refuses == nil) {
			t.Errorf("a table: %v", table)
		}
		if !strings.Contains(sent, "Only you see it") || !strings.Contains(sent, "Kelas Kopi") ||
			strings.Contains(sent, "ani@example.com") {
			t.Errorf("sent: %s", sent)
		}
	}
}

// Mayar is down and the mirror is stale: that is no internal error.
func TestPreviewOfStaleData(t *testing.T) {
	t.Parallel()
	c, digests, channels := newHandler(t)
	digests.preview = digest.ErrStaleData
	var reply commandtest.Responder
	err := c.run(t.Context(), typedRequest(member, finance, "test k7fq"), &reply)
	if answer := reply.Said(t, err); !strings.Contains(answer, "Mayar") || len(channels.Sent) > 0 {
		t.Errorf("%d sent: %s", len(channels.Sent), answer)
	}
}

// The audit says which digest was changed, without a customer's name.
func TestAuditDetail(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"pause k7fq 3d":          "pause until 2026-11-24T12:00:00Z k7fq in C0FINANCE1: daily 09:00 Asia/Jakarta",
		"delete k7fq":            "", // it is asked first
		"now k7fq":               "now k7fq in C0FINANCE1: daily 09:00 Asia/Jakarta",
		"daily 08:00 filter ani": "create new1 in C0FINANCE1: daily 08:00 Asia/Jakarta",
		"list":                   "",
	} {
		c, _, _ := newHandler(t)
		req := typedRequest(owner, finance, words)
		if err := c.run(t.Context(), req, &commandtest.Responder{}); err != nil {
			t.Fatal(err)
		}
		if req.AuditDetail != want {
			t.Errorf("%s: %q, want %q", words, req.AuditDetail, want)
		}
	}
}
