package digest

import (
	"regexp"
	"strings"
	"unicode"
)

// maxSchedule is the longest schedule that is read, in bytes.
const maxSchedule = 300

// cronPattern is the word cron, five fields with or without quotes, and perhaps a zone.
var cronPattern = regexp.MustCompile(
	`(?i)^cron\s+["'“”‘’]?([^"“”‘’']+?)["'“”‘’]?((?:\s+[a-z_+-]+(?:/[a-z0-9_+/-]+)?)?)$`)

// ParseSchedule reads days, times and perhaps a zone as people type them, in English or Indonesian:
// "daily 09:00", "weekdays 8.30 Asia/Makassar", "mon,thu 09:00,15:00", "senin dan kamis jam 9 pagi
// WIB", "weekly 9am", "tanggal 1 09:00", `cron "0 9 1 * *"`. Without days it is daily; without a
// day of the week or of the month it is the first one. The zone is an IANA name, or empty if none
// was given. Its only error is *ParseError.
func ParseSchedule(words string) (s Schedule, zone string, err error) {
	if len(words) > maxSchedule {
		return Schedule{}, "", &ParseError{Word: beginning(words), Expected: ExpectedShorter}
	}
	words = strings.TrimSpace(words)
	if first, _, _ := strings.Cut(strings.ToLower(words), " "); first == "cron" {
		return parseCron(words)
	}
	p, err := readWords(words)
	if err != nil {
		return Schedule{}, "", err
	}
	if s, err = p.schedule(); err != nil {
		return Schedule{}, "", err
	}
	if err := s.Check(); err != nil {
		return Schedule{}, "", err
	}
	return s, p.zone, nil
}

// ParseTimes reads only times of a day, in the same words. Its only error is *ParseError.
func ParseTimes(words string) ([]TimeOfDay, error) {
	if len(words) > maxSchedule {
		return nil, &ParseError{Word: beginning(words), Expected: ExpectedShorter}
	}
	p, err := readWords(strings.TrimSpace(words))
	if err != nil {
		return nil, err
	}
	if p.zone != "" || p.saysDays() {
		return nil, &ParseError{Word: beginning(words), Expected: ExpectedTime}
	}
	s, err := p.schedule()
	return s.Times, err
}

// IsWord tells whether ParseSchedule knows a word, or all of several words with commas between
// them.
func IsWord(text string) bool {
	words := splitWords(beginning(text))
	for _, w := range words {
		if _, isTime := parseClock(w.lower); isTime || vocabulary[w.lower].meaning != unknownWord {
			continue
		}
		if _, err := ParseZone(w.text); err != nil {
			return false
		}
	}
	return len(words) > 0
}

// beginning returns as much of a text as an error shows.
func beginning(text string) string {
	const most = 60
	n := 0
	for at := range text {
		if n++; n > most {
			return text[:at] + "…"
		}
	}
	return text
}

func parseCron(words string) (Schedule, string, error) {
	const around = len(`cron "" `) + len("America/Argentina/ComodRivadavia")
	if len(words) > maxCron+around {
		return Schedule{}, "", &ParseError{Word: beginning(words), Expected: ExpectedShorter}
	}
	m := cronPattern.FindStringSubmatch(words)
	if m == nil {
		return Schedule{}, "", &ParseError{Word: words, Expected: ExpectedCron}
	}
	fields := strings.Fields(m[1])
	zone := strings.TrimSpace(m[2])
	// Without quotes, the weekday may look like a zone.
	if len(fields) == 4 && zone != "" {
		fields, zone = append(fields, zone), ""
	}
	// The zone may look like a sixth field.
	if len(fields) == 6 && zone == "" && unicode.IsLetter(rune(fields[5][0])) {
		fields, zone = fields[:5], fields[5]
	}
	s := Schedule{Cron: cleanCron(strings.Join(fields, " "))}
	if err := s.Check(); err != nil {
		return Schedule{}, "", err
	}
	if zone == "" {
		return s, "", nil
	}
	zone, err := ParseZone(zone)
	if err != nil {
		return Schedule{}, "", err
	}
	return s, zone, nil
}
