package store

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/mayarbot/mayarbot/internal/loopback"
)

func openPostgres(ctx context.Context, databaseURL string) (*DB, error) {
	config, err := pgxpool.ParseConfig(databaseURL)
	if err != nil || passwordIsMisread(databaseURL) {
		// The parser's error would quote the URL.
		return nil, errors.New(`the database URL is malformed: "postgres://USER:PASSWORD@HOST/NAME", ` +
			`with special characters in the password as %XX`)
	}
	if params := config.ConnConfig.RuntimeParams; params["application_name"] == "" {
		params["application_name"] = "mayarbot"
	}
	config.AfterConnect = enableKeepalive
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, postgresError(config.ConnConfig, err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, postgresError(config.ConnConfig, err)
	}
	std := stdlib.OpenDBFromPool(pool)
	return &DB{engine: Postgres, writer: std, reader: std, pool: pool, closePool: pool.Close}, nil
}

// passwordIsMisread reports a password with an unescaped / ? or #. The rest of it would be taken
// for the database's name or a setting, and be printed in an error.
func passwordIsMisread(databaseURL string) bool {
	u, err := url.Parse(databaseURL)
	return err != nil || strings.Contains(u.EscapedPath()+u.RawQuery+u.EscapedFragment(), "@")
}

// VerifiesServer reports whether customers' data is certain to reach the right server: the database
// is a file, a server on this machine, or one whose certificate is fully checked
// (sslmode=verify-full).
func VerifiesServer(databaseURL string) bool {
	if strings.HasPrefix(databaseURL, sqliteScheme) {
		return true
	}
	config, err := pgconn.ParseConfig(databaseURL)
	if err != nil {
		return false
	}
	verified := func(host string, tls *tls.Config) bool {
		here := loopback.Is(host) || strings.HasPrefix(host, "/")
		return here || tls != nil && !tls.InsecureSkipVerify
	}
	unverified := func(f *pgconn.FallbackConfig) bool { return !verified(f.Host, f.TLSConfig) }
	return verified(config.Host, config.TLSConfig) && !slices.ContainsFunc(config.Fallbacks, unverified)
}

// enableKeepalive makes the server end the session and its locks half a minute after the machine of
// a replica disappears, instead of after the usual two hours. It is set after connecting, because
// PgBouncer rejects it before.
func enableKeepalive(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx,
		"SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3")
	return err
}

// postgresError explains a server's error to the person who set the URL. The codes are from
// appendix A of the Postgres manual.
func postgresError(config *pgx.ConnConfig, err error) error {
	server := net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port)))
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "28P01", "28000":
			return fmt.Errorf("the Postgres server %s refuses the user or the password", server)
		case "3D000":
			return fmt.Errorf("the Postgres server %s has no database %q", server, config.Database)
		case "53300":
			return fmt.Errorf("the Postgres server %s has no connection left", server)
		}
		return fmt.Errorf("the Postgres server %s refuses: %s (%s)", server, e.Message, e.Code)
	}
	if _, ok := errors.AsType[*net.OpError](err); ok || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("the Postgres server %s cannot be reached", server)
	}
	return fmt.Errorf("the Postgres server %s: %w", server, err)
}
