package digests

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/message"
)

const day = 24 * time.Hour

// longestPause bounds a pause that has an end.
const longestPause = 366 * day

// pauseUnits are the units of a pause. There is no "m": it could be minutes or months.
var pauseUnits = byWord(map[time.Duration]string{
	time.Hour: "h hr hrs hour hours jam",
	day:       "d day days hari",
	7 * day:   "w wk week weeks minggu pekan mgg",
	30 * day:  "mo month months bulan bln",
})

// pausePhrases are one unit each.
var pausePhrases = byWord(map[time.Duration]string{day: "sehari", 7 * day: "seminggu sepekan", 30 * day: "sebulan"})

var (
	pauseDuration = regexp.MustCompile(`^(\d{1,4}|an?)([a-z]+)$`)
	number        = regexp.MustCompile(`^(\d{1,4}|an?)$`)
)

// takePause removes the length of a pause from the end of what was typed, or from its beginning:
// "3d", "3 hari", "a week", "seminggu". It is 0 if there is none.
func takePause(words []string) (pause time.Duration, rest []string, err error) {
	for _, n := range []int{2, 1} {
		if len(words) < n {
			continue
		}
		head, tail := words[:n], words[len(words)-n:]
		if pause, ok := parsePause(tail); ok {
			return checkPause(pause, words[:len(words)-n])
		}
		if pause, ok := parsePause(head); ok {
			return checkPause(pause, words[n:])
		}
	}
	return 0, words, nil
}

func checkPause(pause time.Duration, rest []string) (time.Duration, []string, error) {
	if pause > longestPause {
		return 0, rest, &argError{kind: message.ProblemLongPause}
	}
	return pause, rest, nil
}

// parsePause reads a duration in one or two words, and reports whether it is one.
func parsePause(words []string) (time.Duration, bool) {
	if len(words) == 2 && !number.MatchString(strings.ToLower(words[0])) {
		return 0, false
	}
	text := strings.ToLower(strings.Join(words, ""))
	if unit, ok := pausePhrases[text]; ok {
		return unit, true
	}
	m := pauseDuration.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	n := 1
	if number, err := strconv.Atoi(m[1]); err == nil {
		n = number
	}
	pause := time.Duration(n) * pauseUnits[m[2]]
	return pause, pause > 0
}
