package digests

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// longestPause is how long a pause may last that has an end.
const longestPause = 366 * day

var errLongPause = errors.New("digest: a pause of more than a year")

// pauseUnits are what people count a pause in. An "m" is not among them: it could be minutes or
// months.
var pauseUnits = unitsOf(map[time.Duration]string{
	time.Hour: "h hr hrs hour hours jam",
	day:       "d day days hari",
	7 * day:   "w wk week weeks minggu pekan mgg",
	30 * day:  "mo month months bulan bln",
})

// pausePhrases are one of a unit.
var pausePhrases = unitsOf(map[time.Duration]string{day: "sehari", 7 * day: "seminggu sepekan", 30 * day: "sebulan"})

func unitsOf(names map[time.Duration]string) map[string]time.Duration {
	units := map[string]time.Duration{}
	for unit, list := range names {
		for _, name := range strings.Fields(list) {
			units[name] = unit
		}
	}
	return units
}

var (
	pauseDuration = regexp.MustCompile(`^(\d{1,4}|an?)([a-z]+)$`)
	number        = regexp.MustCompile(`^(\d{1,4}|an?)$`)
)

// takePause takes how long a pause is to last off the end of what was typed, or off its beginning:
// "3d", "3 hari", "a week", "seminggu". Without any it is 0, until somebody resumes the digest.
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
		return 0, rest, errLongPause
	}
	return pause, rest, nil
}

// parsePause reads a duration in one or two words. That of none is no duration.
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
