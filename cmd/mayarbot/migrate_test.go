package main

import (
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/store/storetest"
)

func migrate(t *testing.T, args ...string) (printed string, code int) {
	t.Helper()
	var out, errs strings.Builder
	code = run(t.Context(), append([]string{"migrate"}, args...), &out, &errs)
	return out.String() + errs.String(), code
}

// After a move from SQLite to Postgres, the bot shows the same list as before while Mayar is down.
func TestMigrateMovesABot(t *testing.T) {
	t.Parallel()
	file, server := storetest.SQLiteURL(t), storetest.PostgresURL(t)
	r := newTestBot(t, func(cfg *config, _ *fakemayar.Options) { cfg.DatabaseURL = databaseURL(file) })
	r.expectAnswer("/unpaid", "278 unpaid")
	r.end()

	printed, code := migrate(t, "--from", file, "--to", server)
	if code != 0 || !containsAll(printed, "unpaid", "278", "amount", "audit", "subscription") {
		t.Fatalf("exit %d: %s", code, printed)
	}
	r.mayar.Down(true)
	r.cfg.DatabaseURL = databaseURL(server)
	r.start()
	r.expectAnswer("/unpaid", "278 unpaid")
	r.end()

	if printed, code := migrate(t, "--from", file, "--to", server); code != 1 ||
		!containsAll(printed, "not empty", "nothing was copied") {
		t.Errorf("exit %d into a database that is used: %s", code, printed)
	}
	if printed, code := migrate(t, "--from", server, "--to", storetest.SQLiteURL(t)); code != 0 ||
		!containsAll(printed, "278", "unpaid") {
		t.Errorf("exit %d on the way back: %s", code, printed)
	}
}

func TestMigrateSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	file := storetest.SQLiteURL(t)
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"nothing given":  {nil, "--from sqlite:"},
		"no target":      {[]string{"--from", file}, "--to postgres://"},
		"no source file": {[]string{"--from", file, "--to", file + "2"}, "there is no file"},
		"malformed":      {[]string{"--from", "mysql://bot:s3cret@x/y", "--to", file}, "--from sqlite:"},
		"something else": {[]string{"--from", file, "--to", file + "2", "now"}, "--from sqlite:"},
		"an unreachable host": {[]string{"--from", "postgres://bot:s3cret@127.0.0.1:1/x", "--to", file},
			"cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			printed, code := migrate(t, tt.args...)
			if code != 1 || !strings.Contains(printed, tt.want) || strings.Contains(printed, "s3cret") {
				t.Errorf("exit %d: %s", code, printed)
			}
		})
	}
}
