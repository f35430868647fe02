package digest

import (
	"regexp"
	"strings"
	"time"

	"github.com/adhocore/gronx"
)

// cronFields excludes what gronx takes beyond five fields: seconds, years and its own shorthands.
var cronFields = regexp.MustCompile(`^[0-9A-Za-z*/,#?-]+( [0-9A-Za-z*/,#?-]+){4}$`)

// maxCron is the longest line of cron that is read, in bytes. The time that parsing takes grows
// with the length.
const maxCron = 100

// cronChecks caches the results of checkCron.
var cronChecks textCache[error]

// checkCron returns an error for a line that is not cron, is too long, is never due, or is due more
// often than MinInterval.
func checkCron(expr string) error {
	if len(expr) > maxCron {
		return &ParseError{Word: beginning(expr), Expected: ExpectedShorter}
	}
	return cronChecks.get(expr, func() error { return examineCron(expr) })
}

// beforeLeapYear is where searches for a first slot start, so that February 29 is within gronx's
// reach.
var beforeLeapYear = time.Date(2027, 12, 31, 23, 59, 0, 0, time.UTC)

// isEverDue reports whether a line of cron is due at all. If it is not, this may take a second.
func isEverDue(expr string) bool {
	_, err := nextOnWall(expr, beforeLeapYear)
	return err == nil
}

func examineCron(expr string) error {
	if !isCron(expr) {
		return &ParseError{Word: expr, Expected: ExpectedCron}
	}
	if step := oversizedStep(expr); step != "" {
		return &ParseError{Word: step, Expected: ExpectedStep}
	}
	// Two slots less than an hour apart are two minutes of one hour, so the first few slots show
	// them.
	at := beforeLeapYear
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

// isCron tells whether a line has the form of cron. It does not check when that is due.
func isCron(expr string) bool {
	return len(expr) <= maxCron && cronFields.MatchString(expr) && gronx.IsValid(expr)
}

// nextCron goes by the local time of the zone, so that clock changes are treated as for days and
// times.
func nextCron(expr string, after time.Time, zone *time.Location) (time.Time, error) {
	_, offset := after.In(zone).Zone()
	wall := after.UTC().Add(seconds(offset))
	// In the second hour of a fold, the next local times belong to the first hour and are over.
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

// nextOnWall returns the next local time of a clock that never changes. gronx returns its input
// along with an error.
func nextOnWall(expr string, after time.Time) (time.Time, error) {
	next, err := gronx.NextTickAfter(expr, after.Truncate(time.Minute), false)
	if err != nil || !next.After(after) {
		return time.Time{}, errNever
	}
	return next, nil
}

// cleanCron leaves one space between the fields.
func cleanCron(expr string) string { return strings.Join(strings.Fields(expr), " ") }
