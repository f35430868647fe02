package engine_test

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/digest/engine"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
	"github.com/mayarbot/mayarbot/workdays"
)

// monday is midnight in Jakarta, at the beginning of a week.
var monday = time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)

// A rig is a service between a fake Slack and a fake mirror, with a clock that only the test moves.
// The test stands in for River, too.
type rig struct {
	*engine.Service
	clock   *clock
	slack   *fakeSlack
	mirror  *fakeMirror
	metrics *counts
	db      *store.DB
	admins  []string

	calendar workdays.Calendar
	river    func() time.Time // nil: the machine's clock
}

// eachEngine runs test with a rig on each engine, at midnight in Jakarta.
func eachEngine(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, newRig(t, db)) })
}

func newRig(t testing.TB, db *store.DB) *rig {
	t.Helper()
	c := &clock{now: monday}
	r := &rig{clock: c, slack: &fakeSlack{clock: c}, mirror: &fakeMirror{clock: c, complete: true}, metrics: &counts{},
		db: db}
	r.Service = r.replica(t)
	return r
}

// replica is another process with the same database, Slack and Mayar.
func (r *rig) replica(t testing.TB) *engine.Service {
	t.Helper()
	service, err := engine.New(engine.Config{DB: r.db, Mirror: r.mirror, Slack: r.slack, Compose: composer{r.slack},
		Now: r.clock.Now, RiverNow: r.river, Admins: r.admins, Calendar: r.calendar,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Metrics: r.metrics,
		ReadFilter: func(filter string) string { return strings.Trim(filter, "`") }})
	if err != nil {
		t.Fatal(err)
	}
	return service
}

// make creates a digest for the channel C1 in Jakarta, changed by with.
func (r *rig) make(t testing.TB, words string, with ...func(*digest.Subscription)) digest.Subscription {
	t.Helper()
	schedule, zone, err := digest.ParseSchedule(words)
	if err != nil {
		t.Fatal(err)
	}
	if zone == "" {
		zone = "Asia/Jakarta"
	}
	sub := digest.Subscription{Channel: "C1", Owner: "U1", Schedule: schedule, Zone: zone, Language: "id"}
	for _, change := range with {
		change(&sub)
	}
	sub, err = r.Create(t.Context(), sub)
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

// pass lets time pass until the given time since monday, and does everything when it is due.
func (r *rig) pass(t testing.TB, until time.Duration) {
	t.Helper()
	end := monday.Add(until)
	for {
		r.work(t)
		next, err := r.NextEvent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if next.After(end) {
			break
		}
		r.clock.set(next)
	}
	r.clock.set(end)
	r.work(t)
}

// work does everything that is due.
func (r *rig) work(t testing.TB) {
	t.Helper()
	for range 100 {
		if err := r.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := r.SendPending(t.Context()); err != nil {
			t.Fatal(err)
		}
		n, err := r.DeliverDue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
	t.Fatal("there is always something to do")
}

// jump lets time pass while nothing runs.
func (r *rig) jump(until time.Duration) { r.clock.set(monday.Add(until)) }

// at is a time of day in Jakarta, as a duration since monday.
func at(day, hour, minute int) time.Duration {
	return time.Duration(day)*24*time.Hour + time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
}

// deliveries returns a line for each slot: "Mon 09:00 posted", "Tue 09:00 skipped missed".
func (r *rig) deliveries(t testing.TB) []string {
	t.Helper()
	all, err := r.Deliveries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	jakarta := time.FixedZone("WIB", 7*60*60)
	lines := []string{}
	for _, d := range all {
		line := fmt.Sprintf("%s %s", d.Slot.In(jakarta).Format("Mon 15:04"), d.Status)
		if d.Manual {
			line += " by hand"
		}
		if d.Late {
			line += " late"
		}
		if d.Reason != "" {
			line += " " + string(d.Reason)
		}
		lines = append(lines, line)
	}
	return lines
}

// A clock stands still until it is set, or runs with an offset to the machine's.
type clock struct {
	mu      sync.Mutex
	now     time.Time
	running *time.Duration
	stall   time.Duration // added after the next call of Now
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running != nil {
		return time.Now().Add(*c.running)
	}
	now := c.now
	c.now, c.stall = now.Add(c.stall), 0
	return now
}

// move changes the offset of a running clock.
func (c *clock) move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*c.running += by
}

// stallAfterLook lets time pass after the next call of Now.
func (c *clock) stallAfterLook(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stall = d
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// A composer stores the report, for the fake Slack to keep instead of blocks.
type composer struct{ slack *fakeSlack }

func (c composer) Compose(report digest.Report) []blockkit.Message {
	if c.slack.composing != nil {
		c.slack.composing(report)
	}
	return []blockkit.Message{{Text: reports.put(report)}}
}

var reports = &reportStore{kept: map[string]digest.Report{}}

type reportStore struct {
	mu   sync.Mutex
	kept map[string]digest.Report
}

func (s *reportStore) put(r digest.Report) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := fmt.Sprint(len(s.kept))
	s.kept[key] = r
	return key
}

func (s *reportStore) take(variants []blockkit.Message) digest.Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[variants[0].Text]
}

type counts struct {
	mu       sync.Mutex
	ended    map[digest.Status]int
	problems []digest.Problem
	retried  int
}

func (c *counts) Ended(d digest.Delivery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended == nil {
		c.ended = map[digest.Status]int{}
	}
	c.ended[d.Status]++
}

func (c *counts) ProblemFound(kind digest.Problem) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.problems = append(c.problems, kind)
}

func (c *counts) Retried(digest.Problem) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.retried++
}

func (c *counts) Backlog(int) {}
