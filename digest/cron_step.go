package digest

import (
	"strconv"
	"strings"
)

// cronRanges are the lowest and the highest number of each field of cron. A week has the days 0 to 6, and Sunday is 7 as well.
var cronRanges = [5]struct{ low, high int }{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}}

// cronNames are the names of months and days that stand for numbers.
var cronNames = strings.NewReplacer(
	"jan", "1", "feb", "2", "mar", "3", "apr", "4", "may", "5", "jun", "6", "jul", "7", "aug", "8", "sep", "9", "oct", "10", "nov", "11", "dec", "12",
	"sun", "0", "mon", "1", "tue", "2", "wed", "3", "thu", "4", "fri", "5", "sat", "6",
)

// vainStep returns the first step in a line of cron that never comes to a second number, such as */90 of minutes: whoever wrote it means something
// else than once an hour.
func oversizedStep(expr string) string {
	for i, field := range strings.Fields(strings.ToLower(expr)) {
		for item := range strings.SplitSeq(field, ",") {
			span, step, ok := strings.Cut(item, "/")
			if n, err := strconv.Atoi(step); ok && err == nil && n > spanOf(span, i) {
				return item
			}
		}
	}
	return ""
}

// spanOf is how far it is from the first number of *, 5 or 10-20 to the last in a field of cron.
func spanOf(span string, field int) int {
	low, high := cronRanges[field].low, cronRanges[field].high
	from, to, isRange := strings.Cut(cronNames.Replace(span), "-")
	if n, err := strconv.Atoi(from); err == nil {
		low = n
	}
	if n, err := strconv.Atoi(to); isRange && err == nil {
		high = n
	}
	return high - low
}
