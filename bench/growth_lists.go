package main

import (
	"context"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/receivables/mirror"
)

var growthQueries = []string{
	"", "sort:largest", "older:7d", "newer:7d", "status:expired", "status:all", "budi", "budi 0812",
	"kopi", "0812-0000-1234", "min:1jt type:webinar", "kopi older:30d sort:oldest", "sort:customer", "zzz",
}

// growthLooks is how often each list is read.
const growthLooks = 21

// measureSweeps reads the whole list for the first time, and once more when nothing has changed.
func measureSweeps(ctx context.Context, db *growthDB, size growthSize) (rows []growthRow, err error) {
	shop := bigShop{time.Now().Truncate(time.Second), size.transactions}
	m := mirror.New(db.DB, shop, mirror.Config{})
	for _, name := range []string{"first sweep", "sweep without changes"} {
		row, err := measureOnce(db, name, func() error { return m.Sweep(ctx, nil) })
		if err != nil {
			return nil, err
		}
		row.found = size.transactions
		rows = append(rows, row)
	}
	return rows, nil
}

// measureLists reads the first page of each list. The write before moves the version of the mirror,
// so no page is remembered.
func measureLists(ctx context.Context, db *growthDB, size growthSize) (rows []growthRow, err error) {
	m := mirror.New(db.DB, bigShop{}, mirror.Config{})
	first, err := measureOnce(db, "the first list with a filter since the start", func() error {
		_, err := m.List(ctx, receivables.Query{Words: []string{"zzz"}}, 1)
		return err
	})
	if err != nil {
		return nil, err
	}
	first.written = 0
	rows = append(rows, first)
	for _, words := range growthQueries {
		q, err := receivables.ParseQuery(words, time.Now())
		if err != nil {
			return nil, err
		}
		var looks []growthRow
		for range growthLooks {
			const write = `UPDATE mirror SET version_ms = version_ms + 1`
			if _, err := db.Writer().ExecContext(ctx, write); err != nil {
				return nil, err
			}
			var page receivables.Page
			row, err := timed(strings.TrimSpace("/unpaid "+words), func() (err error) {
				page, err = m.List(ctx, q, 1)
				return err
			})
			if err != nil {
				return nil, err
			}
			row.found = page.Totals.Count
			looks = append(looks, row)
		}
		rows = append(rows, middle(looks))
	}
	return rows, nil
}
