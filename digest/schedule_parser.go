package digest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A scheduleParser reads one word after the other.
type scheduleParser struct {
	words []word
	next  int // the first word that has not been read

	daily    bool
	days     []time.Weekday
	workdays bool // days has working days
	weekly   bool
	unclear  string // "setiap minggu"
	monthly  bool
	dates    []date
	times    []typedTime
	zone     string

	inDates bool   // numbers are days of the month
	month   bool   // the last word said monthly
	day     string // a number right behind monthly: a day, or a time
	joined  bool   // a comma stands before the next word
	half    bool
}

// A date is a day of the month; 0 is the last one.
type date struct {
	day    int
	word   string
	joined bool
}

// A typedTime is a time of day and how it was typed.
type typedTime struct {
	clock
	word     string
	joined   bool
	explicit bool // "jam" stands before it
}

func readWords(text string) (*scheduleParser, error) {
	p := &scheduleParser{words: splitWords(text)}
	for p.next < len(p.words) {
		if err := p.take(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// phrase returns the longest phrase that begins at a word, and its number of words.
func (p *scheduleParser) phrase(at int) (found sense, length int) {
	for length = min(3, len(p.words)-at); length > 0; length-- {
		parts := make([]string, length)
		for i := range parts {
			parts[i] = p.words[at+i].lower
		}
		if found = vocabulary[strings.Join(parts, " ")]; found.meaning != unknownWord {
			return found, length
		}
	}
	return sense{}, 1
}

// take reads the next word or phrase.
func (p *scheduleParser) take() error {
	found, length := p.phrase(p.next)
	w := p.words[p.next]
	p.next += length
	switch found.meaning {
	case joinWord:
		p.joined = true
		return nil
	case filler:
		return nil
	case aDay:
		p.workdays = p.workdays || found.workdays
		return p.takeDays(found.days, w)
	case everyWord:
		return p.follow(w, aDay, dayWord, dateWord, timeWord, monthWord, weekWord, lastDate, firstDate)
	case dayWord:
		return p.follow(w, aDay)
	case timeWord:
		return p.takeSaidTime(w)
	case halfWord:
		p.half = true
		return p.takeSaidTime(w)
	case partOfDay:
		return p.takePart(w)
	case unknownWord:
		return p.takeOther(w)
	}
	return p.takeMonth(found.meaning, w)
}

func (p *scheduleParser) takeMonth(m meaning, w word) error {
	p.month, p.inDates = false, false
	switch m {
	case dateWord:
		p.inDates = true
	case monthWord:
		p.monthly, p.month = true, true
	case weekWord:
		p.weekly = true
	case unclearWeek:
		p.unclear = w.text + " " + p.words[p.next-1].text
	case lastDate:
		p.dates = append(p.dates, date{word: w.text})
	case firstDate:
		p.dates = append(p.dates, date{day: 1, word: w.text})
	default:
		return &ParseError{Word: w.text, Expected: ExpectedSchedule}
	}
	p.joined = false
	return nil
}

// follow checks that a word which means nothing by itself is followed by a word that it can belong
// to.
func (p *scheduleParser) follow(w word, wanted ...meaning) error {
	at := p.next
	for at < len(p.words) && vocabulary[p.words[at].lower].meaning == filler {
		at++
	}
	if at == len(p.words) {
		return &ParseError{Word: w.text, Expected: ExpectedSchedule}
	}
	if found, _ := p.phrase(at); slices.Contains(wanted, found.meaning) || ordinal.MatchString(p.words[at].lower) {
		return nil
	}
	return &ParseError{Word: w.text + " " + p.words[at].text, Expected: ExpectedSchedule}
}

// takeDays reads days, and the rest of a range that begins with them.
func (p *scheduleParser) takeDays(days []time.Weekday, w word) error {
	if len(days) == 0 && p.words[p.next-1].lower == "hari" && p.nextIsDay() {
		return nil // "setiap hari senin"
	}
	again := p.daily || len(days) == 0 && len(p.days) > 0
	p.inDates, p.month, p.joined = false, false, false
	if again {
		return &ParseError{Word: w.text, Expected: ExpectedSchedule}
	}
	if p.daily = len(days) == 0; p.daily {
		return nil
	}
	if p.next < len(p.words) && vocabulary[p.words[p.next].lower].meaning == rangeWord {
		to, length := sense{}, 1
		if p.next+1 < len(p.words) {
			to, length = p.phrase(p.next + 1)
		}
		if len(days) != 1 || len(to.days) != 1 {
			return &ParseError{Word: w.text + p.words[p.next].text, Expected: ExpectedSchedule}
		}
		p.next += 1 + length
		days = dayRange(days[0], to.days[0])
	}
	p.days = append(p.days, days...)
	return nil
}

func (p *scheduleParser) nextIsDay() bool {
	return p.next < len(p.words) && len(vocabulary[p.words[p.next].lower].days) > 0
}

// takeSaidTime reads the time that must follow.
func (p *scheduleParser) takeSaidTime(w word) error {
	p.inDates, p.month = false, false
	if p.next < len(p.words) {
		if found, _ := p.phrase(p.next); found.meaning == halfWord || found.meaning == timeWord {
			return nil
		}
		if c, ok := parseClock(p.words[p.next].lower); ok {
			p.next++
			return p.takeTime(c, p.words[p.next-1], true)
		}
		return &ParseError{Word: p.words[p.next].text, Expected: ExpectedTime}
	}
	return &ParseError{Word: w.text, Expected: ExpectedTime}
}

// ordinal is a day of the month: "1st", "15th", "ke-1".
var ordinal = regexp.MustCompile(`^(?:(\d{1,2})(?:st|nd|rd|th)|ke-?(\d{1,2}))$`)

// takeOther reads a number or a zone.
func (p *scheduleParser) takeOther(w word) error {
	if m := ordinal.FindStringSubmatch(w.lower); m != nil {
		p.inDates = true
		return p.takeDate(m[1]+m[2], w)
	}
	if c, ok := parseClock(w.lower); ok {
		switch {
		case p.inDates && c.bare:
			return p.takeDate(w.lower, w)
		case p.month && c.bare && !p.joined:
			p.day, p.month, p.inDates = w.lower, false, true
			return nil
		}
		p.inDates, p.month = false, false
		return p.takeTime(c, w, false)
	}
	if w.lower[0] >= '0' && w.lower[0] <= '9' {
		return &ParseError{Word: w.text, Expected: ExpectedTime}
	}
	return p.takeZone(w)
}

func (p *scheduleParser) takeDate(number string, w word) error {
	day, err := strconv.Atoi(number)
	if err != nil || day < 1 || day > 31 {
		return &ParseError{Word: w.text, Expected: ExpectedDate}
	}
	p.dates = append(p.dates, date{day, w.text, p.joined})
	p.joined, p.month = false, false
	return nil
}

func (p *scheduleParser) takeTime(c clock, w word, said bool) error {
	if p.half {
		if c.minute != 0 || c.hour < 1 || c.hour > 12 {
			return &ParseError{Word: w.text, Expected: ExpectedTime}
		}
		c.hour, c.minute, p.half = (c.hour+11)%12, 30, false
	}
	p.times = append(p.times, typedTime{c, w.text, p.joined, said})
	p.joined = false
	if c.zone != "" {
		return p.takeZone(word{text: c.zone, lower: c.zone})
	}
	return nil
}

// takePart reads the part of the day that belongs to the time before it.
func (p *scheduleParser) takePart(w word) error {
	if len(p.times) == 0 {
		return &ParseError{Word: w.text, Expected: ExpectedTime}
	}
	last := &p.times[len(p.times)-1]
	if last.part != "" {
		return &ParseError{Word: w.text, Expected: ExpectedTime}
	}
	last.part, last.bare = partName(w.lower), false
	last.word += " " + w.text
	return nil
}

func (p *scheduleParser) takeZone(w word) error {
	zone, err := ParseZone(w.text)
	switch {
	case err != nil && (len(p.times) == 0 || !strings.Contains(w.text, "/")):
		return &ParseError{Word: w.text, Expected: ExpectedSchedule}
	case err != nil:
		return err
	case p.zone != "":
		return &ParseError{Word: w.text, Expected: ExpectedZone}
	}
	p.zone = zone
	return nil
}
