//go:build !pgxpool

package store

import (
	"context"
	"errors"
)

func openPostgres(context.Context, string) (*DB, error) {
	return nil, errors.New("this mayarbot was built without Postgres: build it with -tags pgxpool")
}
