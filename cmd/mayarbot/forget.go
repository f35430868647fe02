package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/collecting/ledger"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/store"
)

// runForget is `mayarbot forget EMAIL|PHONE|CUSTOMER-ID`. It does not print whom.
func runForget(ctx context.Context, args []string, stdout, _ io.Writer) error {
	who := strings.TrimSpace(strings.Join(args, " ")) // a number may have spaces
	if who == "" || strings.HasPrefix(who, "-") {
		return errors.New("it is mayarbot forget EMAIL, PHONE or CUSTOMER-ID: one customer")
	}
	cfg, _, wrong := readConfig()
	for _, m := range wrong {
		if m.name == "DATABASE_URL" {
			return m
		}
	}
	if path, missing := store.MissingFile(string(cfg.DatabaseURL)); missing {
		return fmt.Errorf("nothing was deleted: there is no database %s", path)
	}
	db, err := store.Open(ctx, string(cfg.DatabaseURL))
	if err != nil {
		return fmt.Errorf("nothing was deleted: DATABASE_URL: %w", err)
	}
	closed, open, err := mirror.New(db, nil, mirror.Config{}).Forget(ctx, who)
	var f ledger.Forgotten
	if err == nil {
		f, err = ledger.New(db, collecting.Rules{}, time.Now).Forget(ctx, who)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Deleted: notes %d, contacts %d, do-not-contact flags %d, "+
		"cases with an owner, a snooze or a promise %d, names in closed transactions %d.\n",
		f.Notes, f.Contacts, f.Flags, f.Cases, closed)
	if open > 0 {
		fmt.Fprintf(stdout, "Mayar lists %d transactions of theirs as unpaid: these stay. "+
			"Close them at Mayar, and do this again.\n", open)
	}
	return nil
}
