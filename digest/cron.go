package digest

import (
	"regexp"
	"strings"
	"time"

	"github.com/adhocore/gronx"
)

// cronFields keeps out what gronx also takes: seconds, years and its own shorthands.
var cronFields = regexp.MustCompile(`^[0-9A-Za-z*/,#?-]+( [0-9A-Za-z*/,#?-]+){4}$`)

// maxCron is the longest line of cron that is read, in bytes: reading one takes time that grows with its length.
const maxCron = 100

// checkedCron remembers what checkCron has found out.
var cronChecks textCache[error]

// checkCron refuses what is not cron, is too long to be read, is never due, or is due more often than MinApart.
func checkCron(expr string) error {
	if len(expr) > maxCron {
		return &ParseError{Word: beginning(expr), Expected: ExpectedShorter}
	}
	return cronChecks.get(expr, func() error { return examineCron(expr) })
}

func examineCron(expr string) error {
	if !isCron(expr) {
		return &ParseError{Word: expr, Expected: ExpectedCron}
	}
	if step := oversizedStep(expr); step != "" {
		return &ParseError{Word: step, Expected: ExpectedStep}
	}
	// Two slots less than an hour apart are two minutes of one hour, so the first few slots show them. The year is one that ends a century of leap
	// years, so that February 29 comes within gronx's reach.
	at := time.Date(2027, 12, 31, 23, 59, 0, 0, time.UTC)
	for i := range 4 {
		next, err := nextOnWall(expr, at)
		if err != nil {
			return &ParseError{Word: expr, Expected: ExpectedDate}
		}
		if i > 0 && next.Sub(at) < MinInterval {
			return &ParseError{Word: expr, Expected: ExpectedInterval}
		}
		at = next
	}
	return nil
}

// isCron tells whether a line has the form of cron. It asks nothing of when that is due.
func isCron(expr string) bool {
	return len(expr) <= maxCron && cronFields.MatchString(expr) && gronx.IsValid(expr)
}

// nextCron walks over what the wall's clock shows, so that the clock changes are treated as in days and times.
func nextCron(expr string, after time.Time, zone *time.Location) (time.Time, error) {
	_, offset := after.In(zone).Zone()
	wall := after.UTC().Add(seconds(offset))
	// In the second hour of two that are the same, the next times on the wall belong to the first, and are over.
	for range 100 {
		next, err := nextOnWall(expr, wall)
		if err != nil {
			return time.Time{}, err
		}
		if slot := onWall(next, zone); slot.After(after) {
			return slot, nil
		}
		wall = next
	}
	return time.Time{}, errNever
}

// nextOnWall returns the next time on a wall whose clock never changes. gronx returns its input along with an error.
func nextOnWall(expr string, after time.Time) (time.Time, error) {
	next, err := gronx.NextTickAfter(expr, after.Truncate(time.Minute), false)
	if err != nil || !next.After(after) {
		return time.Time{}, errNever
	}
	return next, nil
}

// cleanCron brings the fields to one space between them.
func cleanCron(expr string) string { return strings.Join(strings.Fields(expr), " ") }
