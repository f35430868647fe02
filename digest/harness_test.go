package digest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// monday is midnight in Jakarta, at the beginning of a week.
var monday = time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)

// A rig is a service between a pretend Slack and a pretend mirror, with a clock that only the test moves. The test is River, too.
type rig struct {
	*digest.Service
	clock   *clock
	slack   *pretendSlack
	mirror  *pretendMirror
	metrics *counts
	db      *store.DB
}

// eachEngine runs test with a rig on each engine, at midnight in Jakarta.
func eachEngine(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, newRig(t, db)) })
}

func newRig(t testing.TB, db *store.DB) *rig {
	t.Helper()
	c := &clock{now: monday}
	r := &rig{clock: c, slack: &pretendSlack{clock: c}, mirror: &pretendMirror{clock: c, complete: true}, metrics: &counts{}, db: db}
	r.Service = r.replica(t)
	return r
}

// replica is another process with the same database, Slack and Mayar.
func (r *rig) replica(t testing.TB) *digest.Service {
	t.Helper()
	service, err := digest.New(digest.Config{DB: r.db, Mirror: r.mirror, Slack: r.slack, Compose: composer{r.slack}, Now: r.clock.Now,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Metrics: r.metrics})
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

// pass lets time go by until the given one since monday, doing everything when it is due.
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

// jump is time that goes by while nothing runs.
func (r *rig) jump(until time.Duration) { r.clock.set(monday.Add(until)) }

// at is a time of day in Jakarta, as the time since monday.
func at(day, hour, minute int) time.Duration {
	return time.Duration(day)*24*time.Hour + time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
}

// ledger gives each slot in a line: "Mon 09:00 posted", "Tue 09:00 skipped missed".
func (r *rig) ledger(t testing.TB) []string {
	t.Helper()
	all, err := r.Ledger(t.Context())
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
			line += " " + d.Reason
		}
		lines = append(lines, line)
	}
	return lines
}

// A clock stands still until it is set, or runs at some distance from the machine's.
type clock struct {
	mu      sync.Mutex
	now     time.Time
	running *time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running != nil {
		return time.Now().Add(*c.running)
	}
	return c.now
}

// move moves a running clock.
func (c *clock) move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*c.running += by
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// A refusal is an error as the transport's are.
type refusal struct {
	code     string
	definite bool
	after    time.Duration
	fix      string
}

func (r refusal) Error() string                     { return r.code }
func (r refusal) Definite() bool                    { return r.definite }
func (r refusal) RetryAfter() (time.Duration, bool) { return r.after, r.after > 0 }
func (r refusal) Fix() string                       { return r.fix }

var (
	kicked     = refusal{code: "not_in_channel", definite: true, fix: digest.TroubleNotInChannel}
	revoked    = refusal{code: "token_revoked", definite: true, fix: digest.TroubleTokenRevoked}
	broken     = refusal{code: "fatal_error", definite: true}
	errTimeout = errors.New("timeout")
)

func tooMany(after time.Duration) error {
	return refusal{code: "ratelimited", definite: true, after: after}
}

// A posted message.
type posted struct {
	channel string
	mark    digest.Mark
	report  digest.Report
	at      time.Time
}

// pretendSlack keeps what was posted. Post and Find fail with what fail and failFind return for a call; where taken is set, Slack took the message all
// the same.
type pretendSlack struct {
	clock *clock

	mu        sync.Mutex
	messages  []posted
	told      []digest.Notice
	calls     int
	finds     int
	fail      func(channel string) (err error, taken bool)
	failFind  func() error
	failTell  func() error
	during    func(channel string) // called inside Post, before anything else
	composing func(digest.Report)  // called while a report is made into a message
	after     func(posted)         // called for each message
	hang      chan struct{}        // Post closes it, and then waits for the end of its context
}

func (s *pretendSlack) Post(ctx context.Context, channel string, variants []blockkit.Message, mark digest.Mark) (string, error) {
	s.mu.Lock()
	during, hang := s.during, s.hang
	s.mu.Unlock()
	if hang != nil {
		close(hang)
		<-ctx.Done()
		return "", ctx.Err()
	}
	if during != nil {
		during(channel)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	var err error
	taken := true
	if s.fail != nil {
		if err, taken = s.fail(channel); err == nil {
			taken = true
		}
	}
	if taken {
		m := posted{channel, mark, reports.take(variants), s.clock.Now()}
		s.messages = append(s.messages, m)
		if s.after != nil {
			s.after(m)
		}
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d.0001", len(s.messages)), nil
}

func (s *pretendSlack) Find(_ context.Context, channel string, mark digest.Mark, _ time.Time) (string, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finds++
	if s.failFind != nil {
		if err := s.failFind(); err != nil {
			return "", false, err
		}
	}
	for i, m := range s.messages {
		if m.channel == channel && m.mark.Subscription == mark.Subscription && m.mark.Slot.Equal(mark.Slot) {
			return fmt.Sprintf("%d.0001", i+1), true, nil
		}
	}
	return "", false, nil
}

func (s *pretendSlack) Tell(_ context.Context, _ string, notice digest.Notice) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failTell != nil {
		if err := s.failTell(); err != nil {
			return err
		}
	}
	s.told = append(s.told, notice)
	return nil
}

// failing makes each post fail with err, which Slack did not take, until it is called with nil.
func (s *pretendSlack) failing(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = nil
	if err != nil {
		s.fail = func(string) (error, bool) { return err, false }
	}
}

// failOnce makes the next post fail with err.
func (s *pretendSlack) failOnce(err error, taken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := false
	s.fail = func(string) (error, bool) {
		if done {
			return nil, true
		}
		done = true
		return err, taken
	}
}

func (s *pretendSlack) all() []posted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]posted{}, s.messages...)
}

// A composer puts the report aside, for the pretend Slack to keep instead of blocks.
type composer struct{ slack *pretendSlack }

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

// pretendMirror knows when how many were new, and when how many were paid, at 1,000 rupiah each.
type pretendMirror struct {
	clock *clock

	mu        sync.Mutex
	events    []event
	asOf      time.Time
	complete  bool
	down      error
	refreshes int
}

type event struct {
	at        time.Time
	new, paid int
}

func (m *pretendMirror) happens(e event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e.at = m.clock.Now().Add(-time.Minute)
	m.events = append(m.events, e)
}

func (m *pretendMirror) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = err
}

func (m *pretendMirror) Refresh(context.Context, func(receivables.Progress)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refreshes++
	if m.down == nil {
		m.asOf = m.clock.Now()
	}
	return m.down
}

func (m *pretendMirror) open(at time.Time) receivables.Delta {
	n := 0
	for _, e := range m.events {
		if !e.at.After(at) {
			n += e.new - e.paid
		}
	}
	return receivables.Delta{Count: n, Amount: int64(n) * 1000}
}

func (m *pretendMirror) Look(_ context.Context, q receivables.Query, page int) (receivables.View, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	open := m.open(m.clock.Now())
	v := receivables.View{Total: receivables.Total{Count: open.Count, Groups: open.Count, Amount: open.Amount}, Complete: m.complete, Ever: true, AsOf: m.asOf}
	v.Pages = (open.Count + receivables.PageSize - 1) / receivables.PageSize
	for i := (page - 1) * receivables.PageSize; i < min(page*receivables.PageSize, open.Count); i++ {
		row := receivables.Row{ID: fmt.Sprint(i), Amount: 1000, Oldest: monday}
		if q.Sort == receivables.SortLargest {
			row.ID = fmt.Sprint(open.Count - 1 - i)
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

func (m *pretendMirror) Changes(_ context.Context, from, to time.Time, _ receivables.Query) (receivables.Changes, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := receivables.Changes{Before: m.open(from), After: m.open(to), Known: from.After(monday.Add(-time.Hour))}
	for _, e := range m.events {
		if e.at.After(from) && !e.at.After(to) {
			c.New.Count += e.new
			c.Paid.Count += e.paid
		}
	}
	return c, nil
}

func (m *pretendMirror) State(context.Context) (receivables.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return receivables.State{AsOf: m.asOf, Ever: !m.asOf.IsZero(), Complete: m.complete}, nil
}

type counts struct {
	mu       sync.Mutex
	ended    map[digest.Status]int
	troubled []string
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

func (c *counts) Troubled(kind string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.troubled = append(c.troubled, kind)
}

func (c *counts) Retried(string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.retried++
}

func (c *counts) Backlog(int) {}
