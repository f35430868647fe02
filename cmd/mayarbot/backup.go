package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/mayarbot/mayarbot/store"
)

// runBackup is `mayarbot backup FILE`.
func runBackup(ctx context.Context, args []string, stdout, _ io.Writer) error {
	if len(args) != 1 {
		return errors.New("it is mayarbot backup FILE, and FILE must not exist yet")
	}
	cfg, _, wrong := readConfig()
	for _, m := range wrong {
		if m.name == "DATABASE_URL" {
			return m
		}
	}
	if err := store.Backup(ctx, string(cfg.DatabaseURL), args[0]); err != nil {
		return fmt.Errorf("nothing was saved: %w", err)
	}
	fmt.Fprintln(stdout, "saved. It holds customers' data, as the database does. "+
		"To go back: stop mayarbot and put this file in the database's place.")
	return nil
}
