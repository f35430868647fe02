package mirror

import (
	"context"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// ListPlainly is List, and ListGroupPlainly is ListGroup, by the plainest means: the database
// searches all transactions.
func (m *Mirror) ListPlainly(
	ctx context.Context, q receivables.Query, includeClosed bool, page int,
) (receivables.Page, error) {
	return m.listPlainly(ctx, func(tx snapshot, p *receivables.Page) (list, error) {
		if includeClosed && statusOf(q) != receivables.StatusActive && p.Synced {
			s, err := m.readState(tx.QueryRowContext(ctx, stateQuery).Scan)
			if err != nil {
				return nil, err
			}
			p.ClosedSince = s.firstSweep
			if kept := m.cfg.Now().Add(-m.cfg.Retention); kept.After(s.firstSweep) {
				p.ClosedSince = kept
			}
		}
		return plainList{tx: tx, now: m.cfg.Now(), q: q, includeClosed: includeClosed, engine: m.db.Engine()}, nil
	}, page)
}

func (m *Mirror) ListGroupPlainly(
	ctx context.Context, q receivables.Query, id string, page int,
) (receivables.Page, error) {
	return m.listPlainly(ctx, func(tx snapshot, _ *receivables.Page) (list, error) {
		l := plainGroup{plainList{tx: tx, now: m.cfg.Now(), q: q, includeClosed: true, engine: m.db.Engine()}}
		return &l, tx.QueryRowContext(ctx, `SELECT `+l.rowKey()+` FROM unpaid u WHERE u.id = $1`, id).Scan(&l.onlyKey)
	}, page)
}

func (m *Mirror) listPlainly(
	ctx context.Context, of func(snapshot, *receivables.Page) (list, error), page int,
) (receivables.Page, error) {
	tx, err := m.snapshot(ctx)
	if err != nil {
		return receivables.Page{}, err
	}
	defer tx.Rollback()
	s, err := m.readState(tx.QueryRowContext(ctx, stateQuery).Scan)
	if err != nil {
		return receivables.Page{}, err
	}
	p := s.page()
	l, err := of(tx, &p)
	if err != nil {
		return receivables.Page{}, err
	}
	p, _, err = readPage(ctx, p, l, page)
	return p, err
}

// A plainList is a filteredList in SQL, which knows of no index.
type plainList struct {
	tx            snapshot
	now           time.Time
	q             receivables.Query
	includeClosed bool
	engine        store.Engine
	onlyKey       string // the key of the only row to read; empty: all
}

// addConditions limits to what the query matches.
func (l plainList) addConditions(w *where) {
	w.matchStatus(l.q, l.includeClosed)
	w.matchAmounts(l.q, "u.amount")
	w.matchIdentity(l.q)
	if l.onlyKey != "" {
		w.add(l.rowKey() + " = " + w.arg(l.onlyKey))
	}
}

func (l plainList) totals(ctx context.Context, p *receivables.Page) (rows int, until time.Time, err error) {
	bounds := agingBounds(l.now)
	var after [3]receivables.Delta
	var oldest [3]int64
	var w where
	columns := sumColumns("u.amount") + `, count(DISTINCT ` + l.rowKey() + `)`
	into := []any{&p.Totals.Count, &p.Totals.Amount, &p.Totals.NoAmount, &p.Totals.Groups}
	for i, bound := range bounds {
		age := ageColumn(l.q)
		younger := `CASE WHEN ` + age + ` > ` + w.arg(bound) + ` THEN `
		for _, part := range []string{"1", amountOrZero("u.amount"), lacksAmount("u.amount")} {
			columns += `, ` + sumOf(younger+part+` ELSE 0 END`)
		}
		columns += `, coalesce(min(` + younger + age + ` END), 0)`
		into = append(into, &after[i].Count, &after[i].Amount, &after[i].NoAmount, &oldest[i])
	}
	l.addConditions(&w)
	query := `SELECT ` + columns + ` FROM unpaid u WHERE ` + w.String()
	if err := l.tx.QueryRowContext(ctx, query, w.args...).Scan(into...); err != nil {
		return 0, until, err
	}
	setAging(p, after)
	var next nextAged
	for i, created := range oldest {
		next.add(i, created)
	}
	return p.Totals.Groups, next.at(), nil
}

// rowKey is the key that the transactions of one row share, as SQL: the customer, mostly the
// product and, among all statuses, the status. Expired ones must not add to what can be paid.
func (l plainList) rowKey() string {
	key := "u.group_key"
	if l.q.Sort == receivables.SortCustomer {
		key = l.customerKey()
	}
	if statusOf(l.q) == receivables.StatusAll {
		return key + " || ' ' || " + currentStatus
	}
	return key
}

// customerKey is the part of a group key before the end of its first line, as SQL: the customer.
func (l plainList) customerKey() string {
	if l.engine == store.Postgres {
		return "split_part(u.group_key, chr(10), 1)"
	}
	return "substr(u.group_key, 1, instr(u.group_key || char(10), char(10)) - 1)"
}

// rows numbers the transactions of each group of the page, newest first, and shows the first of
// each. Groups that contain the search words as whole words come before the others.
func (l plainList) rows(ctx context.Context, offset int) ([]receivables.Row, error) {
	var w where
	l.addConditions(&w)
	key, when, skip := l.rowKey(), ageColumn(l.q), w.arg(offset)
	by := func(prefix string) string { return orderBy(l.q.Sort, prefix, l.now) }
	bestRank := "0"
	words := l.q.Words
	if l.q.Sort == receivables.SortPriority {
		words = nil
	}
	if rank := w.rank(words); rank != "" {
		bestRank = "max(" + rank + ")"
		by = func(prefix string) string { return prefix + "rank DESC, " + orderBy(l.q.Sort, prefix, l.now) }
	}
	return readRows(l.tx.QueryContext(ctx, `WITH found AS (
			SELECT `+key+` AS group_key, count(*) AS count, `+sumOf(amountOrZero("u.amount"))+` AS amount,
				`+sumOf(lacksAmount("u.amount"))+` AS no_amount, count(DISTINCT u.group_key) AS products,
				`+bestRank+` AS rank, min(`+when+`) AS oldest_ms, max(`+when+`) AS newest_ms
			FROM unpaid u WHERE `+w.String()+` GROUP BY 1
		), page AS (
			SELECT * FROM found ORDER BY `+by("")+` `+limitToPage+` OFFSET `+skip+`
		), u AS (
			SELECT u.*, `+key+` AS key,
				row_number() OVER (PARTITION BY `+key+` ORDER BY `+when+` DESC, u.id DESC) AS position
			FROM unpaid u WHERE `+key+` IN (SELECT group_key FROM page) AND `+w.String()+`
		)
		SELECT `+rowColumns+`, g.count, g.amount, g.no_amount, g.products, g.oldest_ms, g.newest_ms
		FROM page g JOIN u ON u.key = g.group_key AND u.position = 1
		ORDER BY `+by("g."), w.args...))
}

// A plainGroup lists the transactions of one row of a plainList.
type plainGroup struct{ plainList }

func (l plainGroup) totals(ctx context.Context, p *receivables.Page) (rows int, until time.Time, err error) {
	_, until, err = l.plainList.totals(ctx, p)
	return p.Totals.Count, until, err
}

func (l plainGroup) rows(ctx context.Context, offset int) ([]receivables.Row, error) {
	var w where
	l.addConditions(&w)
	skip, age := w.arg(offset), ageColumn(l.q)
	return readRows(l.tx.QueryContext(ctx, singleRows(age)+` WHERE `+w.String()+`
		ORDER BY `+age+` DESC, u.id DESC `+limitToPage+` OFFSET `+skip, w.args...))
}

// matchStatus limits to open transactions with the status of q and, with includeClosed, closed ones
// that have expired. It spells out the conditions of the partial indexes, so that the databases use
// these.
func (w *where) matchStatus(q receivables.Query, includeClosed bool) {
	listed := "u.closed_ms = 0"
	switch statusOf(q) {
	case receivables.StatusAll:
	case receivables.StatusPaid:
		w.add("u.closed_ms > 0 AND u.outcome = 'paid' AND u.status <> '" + statusNegative + "'")
		return
	case receivables.StatusActive:
		w.add(listed + " AND u.status = 'active'")
		return
	default:
		listed += " AND u.status <> 'active' AND u.status = " + w.arg(string(statusOf(q)))
	}
	w.add("u.status <> '" + statusNegative + "'")
	if includeClosed {
		listed = "(" + listed + " OR u.closed_ms > 0 AND u.outcome = 'expired')"
	}
	w.add(listed)
}

// rank returns, as SQL, how well a transaction matches the words: 2 for each that it has as a whole
// word, 1 for each that one of its words begins with, 0 for each that is inside of a word. It is
// empty if there are no words but phone numbers.
func (w *where) rank(words []string) string {
	var ranks []string
	for _, word := range words {
		word = spaceSeparators(trimWebPrefix(receivables.Normalize(word)))
		if word == "" || receivables.PhoneVariants(word) != nil {
			continue
		}
		begins := spacedSearchText + w.likeBeside(" ", word, "")
		is := spacedSearchText + w.likeBeside(" ", word, " ")
		ranks = append(ranks, "CASE WHEN "+is+" THEN 2 WHEN "+begins+" THEN 1 ELSE 0 END")
	}
	return strings.Join(ranks, " + ")
}

// spacedSearchText is the search text as SQL, with a space before and after each word.
var spacedSearchText = func() string {
	text := "u.search_text"
	for _, separator := range separators {
		text = "replace(" + text + ", '" + strings.ReplaceAll(string(separator), "'", "''") + "', ' ')"
	}
	return "' ' || " + text + " || ' '"
}()

// likeBeside matches a text between two others.
func (w *where) likeBeside(before, text, after string) string {
	text = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text)
	return " LIKE " + w.arg("%"+before+text+after+"%") + " ESCAPE '!'"
}
