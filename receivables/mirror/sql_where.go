package mirror

import (
	"cmp"
	"regexp"
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

// matchWord limits to transactions that contain a word. It ignores the sign of a mention, which
// Slack adds to a name that it knows, and the beginning of a web address.
func (w *where) matchWord(word string) {
	text := trimWebPrefix(receivables.Normalize(word))
	either := []string{"u.search_text" + w.like(cmp.Or(strings.TrimLeft(text, "@#"), text))}
	for _, form := range receivables.PhoneVariants(word) {
		either = append(either, "u.search_phone"+w.like(form))
	}
	w.add("(" + strings.Join(either, " OR ") + ")")
}

// webPrefix is the beginning of an address that people leave out.
var webPrefix = regexp.MustCompile(`(?i)^(?:https?://)?(?:www\.)?`)

// trimWebPrefix shortens an address to the part that people know. Every text that contains the
// address contains the result too.
func trimWebPrefix(word string) string {
	return cmp.Or(strings.TrimRight(webPrefix.ReplaceAllString(word, ""), "/"), word)
}

// like matches a text anywhere. The wildcards of LIKE have no meaning in it.
func (w *where) like(text string) string { return w.likePattern("", text, "") }

// likePattern matches a text between two others.
func (w *where) likePattern(before, text, after string) string {
	text = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text)
	return " LIKE " + w.arg("%"+before+text+after+"%") + " ESCAPE '!'"
}

// in returns "IN ($n, …)" for values, which must not be empty.
func (w *where) in(values []string) string {
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = w.arg(v)
	}
	return "IN (" + strings.Join(marks, ", ") + ")"
}
