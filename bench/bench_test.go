package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMain lets the tests start this program as the bare peer.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && (os.Args[1] == barePeer || os.Args[1] == bareAcksPeer) {
		_ = runBare(context.Background(), os.Args[1] == barePeer)
		return
	}
	os.Exit(m.Run())
}

var smallLoad = load{warmUp: 1, alone: 3, together: 60}

func TestMeasureBare(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	checkMeasurement(t, &peer{program: []string{self, barePeer}})
	checkBurst(t, &peer{program: []string{self, bareAcksPeer}})
}

func TestMeasureBolt(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed: Bolt is not measured")
	}
	if _, err := os.Stat("bolt/node_modules/@slack/bolt"); err != nil {
		t.Skip("Bolt is not installed (npm ci in bench/bolt): it is not measured")
	}
	checkMeasurement(t, &peer{program: []string{"node", "app.mjs"}, dir: "bolt"})

	given, answered := filepath.Join(t.TempDir(), "given.json"), filepath.Join(t.TempDir(), "answered.json")
	message := `{"blocks":[{"type":"section","block_id":"a","text":{"type":"mrkdwn","text":"278 & more"}}],` +
		`"text":"278 unpaid"}`
	if err := os.WriteFile(given, []byte(message), 0o600); err != nil {
		t.Fatal(err)
	}
	bolt := &peer{program: []string{"node", "app.mjs"}, dir: "bolt", message: given}
	if err := saveAnswer(t.Context(), bolt, answered); err != nil {
		t.Fatal(err)
	}
	checkJSON(t, answered, message)
}

// checkJSON compares a file with the wanted content.
func checkJSON(t *testing.T, file, want string) {
	t.Helper()
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var gotJSON, wantJSON any
	if err := errors.Join(json.Unmarshal(got, &gotJSON), json.Unmarshal([]byte(want), &wantJSON)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantJSON, gotJSON); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// checkMeasurement measures a peer with a small load, whatever its speed.
func checkMeasurement(t *testing.T, p *peer) {
	t.Helper()
	s, err := measure(t.Context(), p, smallLoad)
	if err != nil {
		t.Fatal(err)
	}
	for name, times := range map[string][]time.Duration{
		"acks alone": s.alone.acks, "replies alone": s.alone.replies,
		"acks together": s.together.acks, "replies together": s.together.replies,
	} {
		for i, took := range times {
			if took <= 0 {
				t.Errorf("%s: number %d took %v", name, i, took)
			}
		}
	}
	if s.connected <= 0 || s.perSecond <= 0 || s.callsPerReply < 1 {
		t.Errorf("%+v", s)
	}
	if _, err := os.Stat("/proc/self/status"); err == nil && s.memory == 0 {
		t.Error("no memory was measured")
	}
}

// checkBurst sends a burst to a peer, whatever its speed.
func checkBurst(t *testing.T, p *peer) {
	t.Helper()
	s, err := measureBurst(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.burst) != burst || slices.Min(s.burst) <= 0 {
		t.Errorf("%d acks, the first after %v", len(s.burst), slices.Min(s.burst))
	}
}

func TestMeasureSaysWhyAPeerEnded(t *testing.T) {
	t.Parallel()
	_, err := measure(t.Context(), &peer{program: []string{"sh", "-c", "echo no such token; exit 3"}}, smallLoad)
	if err == nil || !strings.Contains(err.Error(), "no such token") ||
		!strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v", err)
	}
}

func TestPercentileAndMedian(t *testing.T) {
	t.Parallel()
	var times []time.Duration
	for i := 100; i > 0; i-- {
		times = append(times, time.Duration(i)*time.Millisecond)
	}
	for percent, want := range map[float64]float64{50: 50, 99: 99, 100: 100, 0: 1} {
		if got := percentile(times, percent); got != want {
			t.Errorf("p%v = %v, want %v", percent, got, want)
		}
	}
	if got := percentile(times[:1], 99); got != 100 {
		t.Errorf("p99 of one = %v", got)
	}
	if odd, even := median([]float64{3, 1, 2}), median([]float64{4, 1, 2, 3}); odd != 2 || even != 2.5 {
		t.Errorf("medians %v and %v", odd, even)
	}
}

func TestParseRSS(t *testing.T) {
	t.Parallel()
	if got, err := parseRSS("Name:\tx\nVmRSS:\t   12340 kB\nThreads:\t3\n"); err != nil || got != 12340*1024 {
		t.Errorf("%d, %v", got, err)
	}
	const stat = "7 (a (b) c) S 1 7 7 0 -1 4194560 1 0 0 0 250 31 0 0 20 0 1 0"
	if got := parseProcessor(stat); got != 2810*time.Millisecond {
		t.Errorf("the processor was used for %v", got)
	}
	if _, err := parseRSS("Name:\tx\n"); err == nil {
		t.Error("no error without VmRSS")
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	round := func(connected, reply time.Duration, perSecond float64) sample {
		one := timings{acks: []time.Duration{time.Millisecond}, replies: []time.Duration{reply}}
		return sample{
			connected: connected, memory: 20 << 20, alone: one, together: one, perSecond: perSecond, callsPerReply: 1,
			processor: 400 * time.Microsecond, ownProcessor: reply / 10,
		}
	}
	peers := []*peer{
		{
			name: nameBolt,
			samples: []sample{
				round(time.Second, 3*time.Millisecond, 400),
				round(2*time.Second, 4*time.Millisecond, 500),
			},
		},
		{name: nameBoltPage, samples: []sample{round(time.Second, 4*time.Millisecond, 290)}},
		{
			name: nameMayarbot,
			samples: []sample{
				round(50*time.Millisecond, 5*time.Millisecond, 300),
				round(60*time.Millisecond, 5*time.Millisecond, 310),
			},
		},
	}
	var out strings.Builder
	inBurst := func(p99 time.Duration) []sample {
		one := sample{processor: 12 * time.Millisecond, burst: []time.Duration{time.Millisecond, time.Millisecond, p99}}
		return []sample{one, one}
	}
	set := &peerSet{list: peers, burst: []*peer{
		{name: nameBareAcks, samples: inBurst(3 * time.Millisecond)},
		{name: nameMayarbot, samples: inBurst(5 * time.Millisecond)},
	}}
	if err := report(&out, set, "a machine", time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	want := `Measured on 21 November 2026, a machine. Medians of 2 rounds, with the smallest and the largest.

| | Bolt JS 5 | Bolt JS 5, the same message | mayarbot |
|---|---:|---:|---:|
| start to connected | 1500 ms (1000–2000) | 1000 ms (1000–1000) | 55 ms (50–60) |
| idle memory | 20.0 MiB (20.0–20.0) | 20.0 MiB (20.0–20.0) | 20.0 MiB (20.0–20.0) |
| ack p50, 1 in flight | 1.00 ms (1.00–1.00) | 1.00 ms (1.00–1.00) | 1.00 ms (1.00–1.00) |
| ack p99, 1 in flight | 1.00 ms (1.00–1.00) | 1.00 ms (1.00–1.00) | 1.00 ms (1.00–1.00) |
| ack p50, 50 in flight | 1.00 ms (1.00–1.00) | 1.00 ms (1.00–1.00) | 1.00 ms (1.00–1.00) |
| ack p99, 50 in flight | 1.00 ms (1.00–1.00) | 1.00 ms (1.00–1.00) | 1.00 ms (1.00–1.00) |
| reply p50, 1 in flight | 3.50 ms (3.00–4.00) | 4.00 ms (4.00–4.00) | 5.00 ms (5.00–5.00) |
| reply p99, 1 in flight | 3.50 ms (3.00–4.00) | 4.00 ms (4.00–4.00) | 5.00 ms (5.00–5.00) |
| reply p50, 50 in flight | 3.50 ms (3.00–4.00) | 4.00 ms (4.00–4.00) | 5.00 ms (5.00–5.00) |
| reply p99, 50 in flight | 3.50 ms (3.00–4.00) | 4.00 ms (4.00–4.00) | 5.00 ms (5.00–5.00) |
| commands a second, 50 in flight | 450 (400–500) | 290 (290–290) | 305 (300–310) |
| processor per command, 50 in flight | 400 µs (400–400) | 400 µs (400–400) | 400 µs (400–400) |
| the same of the fake Slack | 350 µs (300–400) | 400 µs (400–400) | 500 µs (500–500) |
| Slack calls per command | 1.00 (1.00–1.00) | 1.00 (1.00–1.00) | 1.00 (1.00–1.00) |

mayarbot is behind “Bolt JS 5” in: reply p50, 1 in flight; reply p99, 1 in flight; reply p50,` +
		` 50 in flight; reply p99, 50 in flight; commands a second, 50 in flight.

mayarbot is behind “Bolt JS 5, the same message” in: reply p50, 1 in flight; reply p99, 1 in flight; reply p50,` +
		` 50 in flight; reply p99, 50 in flight.

300 people at once, who have not used the bot before, while Mayar does not answer:

| | slack-go, bare, acks alone | mayarbot |
|---|---:|---:|
| ack p50 | 1.00 ms (1.00–1.00) | 1.00 ms (1.00–1.00) |
| ack p99 | 3.00 ms (3.00–3.00) | 5.00 ms (5.00–5.00) |
| processor until the last ack | 12 ms (12–12) | 12 ms (12–12) |
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMeasureNothingWithoutARepository(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, err := moduleRoot(t.Context()); err == nil {
		t.Error("there is no module here, but one was found")
	}
}
