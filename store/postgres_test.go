package store_test

import (
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

func TestOpenSaysWhatIsWrongWithAServer(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for name, test := range map[string]struct{ url, want string }{
		"unreachable":                {"postgres://bot:s3cret@" + closed.Addr().String() + "/x", "cannot be reached"},
		"malformed":                  {"postgres://bot:s3cret@127.0.0.1:port/x", "malformed"},
		"a slash in the password":    {"postgres://bot:12/s3cret@127.0.0.1/x", "malformed"},
		"a question in the password": {"postgres://bot:12?s3cret@127.0.0.1/x", "malformed"},
		"a hash in the password":     {"postgres://bot:12#s3cret@127.0.0.1/x", "malformed"},
		"bad escape":                 {"postgres://bot:s3cret%zz@127.0.0.1/x", "malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := store.Open(t.Context(), test.url)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want it to contain %q", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%q contains the password", err)
			}
		})
	}
}

func TestOpenNamesAMissingDatabase(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(storetest.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/no_such_database"
	if _, err := store.Open(t.Context(), u.String()); err == nil ||
		!strings.Contains(err.Error(), `no database "no_such_database"`) {
		t.Errorf("got %v, want the missing database named", err)
	}
}

func TestKeepaliveEndsDeadSessions(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), storetest.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var idle string
	if err := db.Reader().QueryRowContext(t.Context(), "SHOW tcp_keepalives_idle").Scan(&idle); err != nil ||
		idle != "15" {
		t.Errorf("tcp_keepalives_idle is %q (%v), want 15", idle, err)
	}
}

// The user may be a password in the wrong place.
func TestARefusedUserIsNotPrinted(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(storetest.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User("s3cret")
	if _, err := store.Open(t.Context(), u.String()); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %v", err)
	}
}

func TestVerifiesServer(t *testing.T) {
	t.Setenv("PGSSLMODE", "")
	for databaseURL, want := range map[string]bool{
		"sqlite:mayarbot.db":                                               true,
		"postgres://bot@localhost/x":                                       true,
		"postgres://bot@127.0.0.1/x?sslmode=disable":                       true,
		"postgres://bot@[::1]/x":                                           true,
		"postgres:///x?host=/run/postgresql":                               true,
		"postgres://bot@db.example.com/x":                                  false,
		"postgres://bot@db.example.com/x?sslmode=disable":                  false,
		"postgres://bot@db.example.com/x?sslmode=prefer":                   false,
		"postgres://bot@db.example.com/x?sslmode=require":                  false,
		"postgres://bot@db.example.com/x?sslmode=verify-ca":                false,
		"postgres://bot@db.example.com/x?sslmode=verify-full":              true,
		"postgres://bot@a.example.com,b.example.com/x?sslmode=verify-full": true,
		"postgres://bot@127.0.0.1,b.example.com/x?sslmode=require":         false,
	} {
		if got := store.VerifiesServer(databaseURL); got != want {
			t.Errorf("%s: %v, want %v", databaseURL, got, want)
		}
	}
}
