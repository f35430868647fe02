package mirror

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/mayarbot/mayarbot/receivables"
)

// where collects the conditions of a statement and their arguments.
type where struct {
	conditions []string
	args       []any
}

// arg adds an argument and returns its placeholder.
func (w *where) arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

func (w *where) add(condition string) { w.conditions = append(w.conditions, condition) }

func (w *where) String() string { return strings.Join(w.conditions, " AND ") }

// matchAmounts limits to the amounts of q. Transactions without an amount are not among them.
func (w *where) matchAmounts(q receivables.Query, column string) {
	if q.Min > 0 || q.Max > 0 {
		w.add(column + " BETWEEN " + w.arg(q.Min) + " AND " + w.arg(cmp.Or(q.Max, receivables.MaxAmount)))
	}
}

// matchIdentity limits by what does not change during the life of a transaction.
func (w *where) matchIdentity(q receivables.Query) {
	if !q.Before.IsZero() {
		w.add(ageColumn(q) + " < " + w.arg(q.Before.UnixMilli()))
	}
	if !q.After.IsZero() {
		w.add(ageColumn(q) + " > " + w.arg(q.After.UnixMilli()))
	}
	if q.Type != "" {
		w.add("lower(u.type) " + w.in(q.Types()))
	}
	for _, word := range q.Words {
		w.matchWord(word)
	}
}

// matchWord limits to transactions that contain a word.
func (w *where) matchWord(word string) {
	either := []string{"u.search_text" + w.like(searchedText(word))}
	for _, form := range receivables.PhoneVariants(word) {
		either = append(either, "u.search_phone"+w.like(form))
	}
	w.add("(" + strings.Join(either, " OR ") + ")")
}

// like matches a text anywhere. The wildcards of LIKE have no meaning in it.
func (w *where) like(text string) string {
	text = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text)
	return " LIKE " + w.arg("%"+text+"%") + " ESCAPE '!'"
}

// in returns "IN ($n, …)" for values, which must not be empty.
func (w *where) in(values []string) string {
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = w.arg(v)
	}
	return "IN (" + strings.Join(marks, ", ") + ")"
}
