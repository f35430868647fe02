//go:build unix

package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/commands"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// chaosPatience bounds every wait. Another process takes over the delivery of a killed one within a
// minute, perhaps more than once.
const chaosPatience = 150 * time.Second

// digestAhead is how long before its slot a digest is made in tests that act in between.
const digestAhead = 3 * time.Second

// A lab is a database, the pretend servers, and as many processes of the program as a test starts.
type lab struct {
	testing.TB
	slack *fakeslack.Server
	mayar *fakemayar.Server
	url   string
	db    *sql.DB
	made  atomic.Int64
}

// eachDatabase runs a test on both engines.
func eachDatabase(t *testing.T, test func(l *lab)) {
	t.Parallel()
	storetest.EachMigratedURL(t, func(t *testing.T, url string) { test(newLab(t, url)) })
}

func newLab(t testing.TB, url string) *lab {
	t.Helper()
	if testing.Short() {
		t.Skip("With -short the program is not killed.")
	}
	l := &lab{TB: t, url: url}
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	l.db = l.open()
	l.slack = startSlack(t, fakeslack.Options{Scopes: commands.Scopes})
	l.mayar = fakemayar.Start(fakemayar.Options{Key: sandboxKey, RequestsPerMinute: -1, DuplicateWindow: -1})
	t.Cleanup(l.mayar.Close)
	return l
}

// open opens the database beside the program. No connection stays open between two queries, so that
// only the program has the file open when it is killed.
func (l *lab) open() *sql.DB {
	l.Helper()
	driver, source := "pgx", l.url
	if path, ok := strings.CutPrefix(l.url, "sqlite:"); ok {
		driver, source = "sqlite", "file:"+path+"?_busy_timeout=10000&_txlock=immediate"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		l.Fatal(err)
	}
	db.SetMaxIdleConns(-1)
	l.Cleanup(func() { db.Close() })
	return db
}

func (l *lab) onSQLite() bool { return strings.HasPrefix(l.url, "sqlite:") }

// environment returns the variables of a program between the pretend servers. The given ones come
// last and so override.
func (l *lab) environment(more ...string) []string {
	var env []string
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); !strings.HasPrefix(name, settingsPrefix) &&
			!strings.HasPrefix(name, "PG") {
			env = append(env, pair)
		}
	}
	return append(append(env,
		"SLACK_BOT_TOKEN="+sandboxBotToken, "SLACK_APP_TOKEN="+sandboxAppToken, "SLACK_API_URL="+l.slack.APIURL(),
		"MAYAR_API_KEY="+sandboxKey, "MAYAR_API_URL="+l.mayar.URL(), "MAYAR_REQUESTS_PER_MINUTE=10000",
		"DATABASE_URL="+l.url, "MAYARBOT_SOCKETS=1", "MAYARBOT_LANGUAGE=en", "MAYARBOT_TIMEZONE=UTC"), more...)
}

// launch starts `mayarbot run`.
func (l *lab) launch(env ...string) *process {
	l.Helper()
	cmd := exec.Command(program(l), "run")
	cmd.Env = l.environment(env...)
	return launch(l, cmd)
}

// start launches the program and waits until it is connected to Slack.
func (l *lab) start(env ...string) *process {
	l.Helper()
	before := l.slack.Connections()
	p := l.launch(env...)
	l.waitUntil("a connection of the program", func() bool { return l.slack.Connections() > before })
	return p
}

// waitUntil waits until cond is true. It checks again at each change in Slack.
func (l *lab) waitUntil(what string, cond func() bool) {
	l.Helper()
	ctx, cancel := context.WithTimeout(l.Context(), chaosPatience)
	defer cancel()
	if err := l.slack.Wait(ctx, cond); err != nil {
		l.Fatalf("waiting for %s: %v\n%s", what, err, l.describe())
	}
}

// poll waits for a condition that no change in Slack announces.
func (l *lab) poll(what string, cond func() bool) {
	l.Helper()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	late := time.After(chaosPatience)
	for !cond() {
		select {
		case <-ticker.C:
		case <-late:
			l.Fatalf("waited in vain for %s\n%s", what, l.describe())
		}
	}
}

// waitForSync waits until the program has read Mayar's list.
func (l *lab) waitForSync() {
	l.Helper()
	l.poll("the first sync", func() bool {
		var syncs int
		return l.queryRow(`SELECT count(*) FROM mirror WHERE first_sweep_ms > 0`, nil, &syncs) && syncs == 1
	})
}

// sleepUntil waits for a time of the real clock, which the program uses.
func (l *lab) sleepUntil(moment time.Time) {
	l.Helper()
	select {
	case <-time.After(time.Until(moment)):
	case <-l.Context().Done():
		l.Fatal(l.Context().Err())
	}
}

// channel creates a channel with the bot in it.
func (l *lab) channel() string {
	id := fmt.Sprintf("C0LAB%05d", l.made.Add(1))
	l.slack.SetChannel(fakeslack.Channel{ID: id, Name: strings.ToLower(id),
		Members: []string{fakeslack.Ayu, fakeslack.BotUser}})
	return id
}

// A slot is one moment at which one subscription is due.
type slot struct {
	subscription string
	ms           int64
}

func (s slot) at() time.Time { return time.UnixMilli(s.ms) }

// subscribe inserts digests that are due once during the test, one in each channel. Schedules go by
// minutes, for which a test cannot wait; by their schedules these are due in half a day.
func (l *lab) subscribe(at time.Time, channels ...string) (due []slot) {
	l.Helper()
	tx, err := l.db.BeginTx(l.Context(), nil)
	if err != nil {
		l.Fatal(err)
	}
	defer tx.Rollback()
	for _, channel := range channels {
		s := slot{"t" + strconv.FormatInt(l.made.Add(1), 32), at.UnixMilli()}
		const insert = `INSERT INTO subscription (id, channel, owner, schedule, zone, language, filter,
			only_when_open, detailed, mention, skip_late, paused_until_ms, next_ms, created_ms, revision)
			VALUES ($1, $2, $3, $4, 'UTC', 'en', '', 0, 0, '', 0, 0, $5, $6, 1)`
		_, err := tx.ExecContext(l.Context(), insert, s.subscription, channel, fakeslack.Ayu,
			"daily "+at.UTC().Add(12*time.Hour).Format("15:04"), s.ms, time.Now().UnixMilli())
		if err != nil {
			l.Fatal(err)
		}
		due = append(due, s)
	}
	if err := tx.Commit(); err != nil {
		l.Fatal(err)
	}
	return due
}

// subscribeOne is subscribe for a new channel, after d.
func (l *lab) subscribeOne(d time.Duration) slot {
	l.Helper()
	return l.subscribe(time.Now().Add(d), l.channel())[0]
}

func (l *lab) exec(query string, args ...any) (affected int64) {
	l.Helper()
	result, err := l.db.ExecContext(l.Context(), query, args...)
	if err != nil {
		l.Fatal(err)
	}
	affected, err = result.RowsAffected()
	if err != nil {
		l.Fatal(err)
	}
	return affected
}

// queryRow reads one row, and reports whether there is one.
func (l *lab) queryRow(query string, args []any, to ...any) bool {
	l.Helper()
	err := l.db.QueryRowContext(l.Context(), query, args...).Scan(to...)
	if err != nil && err != sql.ErrNoRows {
		l.Fatal(err)
	}
	return err == nil
}

// expectAnswer types a command in #finance and returns the answer that contains text.
func (l *lab) expectAnswer(command, text string) string {
	l.Helper()
	sent, err := l.slack.Slash(l.Context(),
		fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: command})
	if err != nil || !sent.Acked {
		l.Fatalf("%s: %v, %+v", command, err, sent)
	}
	var said string
	l.waitUntil("an answer to "+command, func() bool {
		all := l.slack.Messages(fakeslack.Ayu, fakeslack.Finance)
		if len(all) > 0 {
			said = all[len(all)-1].Text + string(all[len(all)-1].Blocks)
		}
		return strings.Contains(said, text)
	})
	return said
}
