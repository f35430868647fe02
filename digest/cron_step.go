package digest

import (
	"strconv"
	"strings"
)

// cronRanges are the lowest and the highest number of each field of cron. Sunday is 0; 7 is another
// name for it.
var cronRanges = [5]struct{ low, high int }{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}}

// cronNames replaces the names of months and days by their numbers.
var cronNames = strings.NewReplacer(
	"jan", "1", "feb", "2", "mar", "3", "apr", "4", "may", "5", "jun", "6", "jul", "7", "aug", "8", "sep", "9", "oct",
	"10", "nov", "11", "dec", "12",
	"sun", "0", "mon", "1", "tue", "2", "wed", "3", "thu", "4", "fri", "5", "sat", "6",
)

// oversizedStep returns the first step in a line of cron that is larger than its range, such as
// */90 of minutes. It selects only the first number: once an hour, which is not what its author
// means.
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

// spanOf returns the distance from the first to the last number of *, 5 or 10-20 in a field of
// cron.
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
