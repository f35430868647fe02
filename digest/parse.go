package digest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// timePattern is a time of day as people write it, in Indonesia with a dot.
var timePattern = regexp.MustCompile(`^(\d{1,2})[:.](\d{2})$`)

// cronPattern is the word cron, five fields with or without quotes, and perhaps a zone.
var cronPattern = regexp.MustCompile(`(?i)^cron\s+["'“”‘’]?([^"“”‘’']+?)["'“”‘’]?((?:\s+[a-z_+-]+(?:/[a-z0-9_+/-]+)?)?)$`)

// ParseSchedule understands days, times and perhaps a zone as people type them, in English or Indonesian: "daily 09:00", "weekdays 08:30
// Asia/Makassar", "mon,thu 09:00,15:00", "senin-jumat 9.00 WIB", `cron "0 9 1 * *"`. Without days it is every day. The zone is an IANA name, or empty
// when none was given. Its only error is *WordError.
func ParseSchedule(words string) (s Schedule, zone string, err error) {
	words = strings.TrimSpace(words)
	if first, _, _ := strings.Cut(strings.ToLower(words), " "); first == "cron" {
		return parseCron(words)
	}
	p := scheduleParser{}
	for _, word := range splitWords(words) {
		if err := p.take(word); err != nil {
			return Schedule{}, "", err
		}
	}
	if len(p.times) == 0 {
		return Schedule{}, "", &WordError{Want: WantSchedule}
	}
	s = Schedule{Times: p.times}
	if p.hasDays {
		s.Days = p.days
	}
	if err := s.Check(); err != nil {
		return Schedule{}, "", err
	}
	return s, p.zone, nil
}

// splitWords splits at spaces, and takes what a comma joins as one word: "mon, thu" is "mon,thu".
func splitWords(words string) []string {
	joined := regexp.MustCompile(`\s*,\s*`).ReplaceAllString(words, ",")
	fields := strings.Fields(joined)
	for i := 0; i+1 < len(fields); i++ {
		pair := strings.ToLower(fields[i] + " " + fields[i+1])
		if phrase := phrases.Replace(pair); phrase != pair {
			fields = slices.Replace(fields, i, i+2, phrase)
		}
	}
	return fields
}

func parseCron(words string) (Schedule, string, error) {
	m := cronPattern.FindStringSubmatch(words)
	if m == nil {
		return Schedule{}, "", &WordError{Word: words, Want: WantCron}
	}
	fields := strings.Fields(m[1])
	zone := strings.TrimSpace(m[2])
	// Without quotes, the weekday may look like a zone.
	if len(fields) == 4 && zone != "" {
		fields, zone = append(fields, zone), ""
	}
	// And the zone like another field.
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

// A scheduleParser takes one word after the other.
type scheduleParser struct {
	days    []time.Weekday
	hasDays bool
	times   []TimeOfDay
	zone    string
}

func (p *scheduleParser) take(word string) error {
	if days, ok := parseDays(strings.ToLower(word)); ok && !p.hasDays {
		p.days, p.hasDays = days, true
		return nil
	}
	if word[0] >= '0' && word[0] <= '9' {
		return p.takeTimes(word)
	}
	zone, err := ParseZone(word)
	switch {
	case err != nil && (len(p.times) == 0 || !strings.Contains(word, "/")):
		return &WordError{Word: word, Want: WantSchedule}
	case err != nil:
		return err
	case p.zone != "":
		return &WordError{Word: word, Want: WantZone}
	}
	p.zone = zone
	return nil
}

func (p *scheduleParser) takeTimes(word string) error {
	for part := range strings.SplitSeq(word, ",") {
		t, err := ParseTime(part)
		if err != nil {
			return err
		}
		if slices.Contains(p.times, t) {
			return &WordError{Word: part, Want: WantApart}
		}
		p.times = append(p.times, t)
	}
	slices.Sort(p.times)
	return nil
}

// ParseTime understands a time of day: "09:00", "9.00". Its only error is *WordError.
func ParseTime(word string) (TimeOfDay, error) {
	m := timePattern.FindStringSubmatch(word)
	if m == nil {
		return 0, &WordError{Word: word, Want: WantTime}
	}
	hours, err := strconv.Atoi(m[1])
	if err != nil || hours > 23 {
		return 0, &WordError{Word: word, Want: WantTime}
	}
	minutes, err := strconv.Atoi(m[2])
	if err != nil || minutes > 59 {
		return 0, &WordError{Word: word, Want: WantTime}
	}
	return TimeOfDay(hours*60 + minutes), nil
}
