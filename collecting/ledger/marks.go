package ledger

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/store"
)

// A Mark is what a row of a list shows of a case.
type Mark struct {
	Owner      string
	Contacted  time.Time // the last reminder about the case
	Snoozed    time.Time // until when
	PromiseDue time.Time // the end of the promised day
}

// Marks returns the marks of the cases of one page of a list, by id.
func (l *Ledger) Marks(ctx context.Context, cases []string) (map[string]Mark, error) {
	marks := map[string]Mark{}
	if len(cases) == 0 {
		return marks, nil
	}
	places, ids := make([]string, len(cases)), make([]any, len(cases))
	for i, id := range cases {
		places[i], ids[i] = "$"+strconv.Itoa(i+1), id
	}
	these := `case_id IN (` + strings.Join(places, ", ") + `)`
	rows, err := l.db.Reader().QueryContext(ctx, `SELECT case_id, owner, snooze_ms, promise_ms, 0 FROM collect_case
			WHERE ended_ms = 0 AND `+these+`
		UNION ALL SELECT case_id, '', 0, 0, max(at_ms) FROM collect_contact
			WHERE undone_ms = 0 AND `+these+` GROUP BY case_id`, ids...)
	err = store.EachRow(rows, err, func() error {
		var id, owner string
		var snoozed, due, contacted int64
		if err := rows.Scan(&id, &owner, &snoozed, &due, &contacted); err != nil {
			return err
		}
		m := marks[id]
		if contacted > 0 {
			m.Contacted = store.FromMillis(contacted)
		} else {
			m.Owner, m.Snoozed, m.PromiseDue = owner, store.FromMillis(snoozed), store.FromMillis(due)
		}
		marks[id] = m
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the marks of cases: %w", err)
	}
	return marks, nil
}
