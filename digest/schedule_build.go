package digest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// saysDays tells whether the words name anything but times.
func (p *scheduleParser) saysDays() bool {
	return p.daily || p.weekly || p.monthly || p.unclear != "" || len(p.days)+len(p.dates) > 0
}

// schedule makes the schedule of all the words.
func (p *scheduleParser) schedule() (Schedule, error) {
	if err := p.separateDates(); err != nil {
		return Schedule{}, err
	}
	times, err := p.sortedTimes()
	switch {
	case err != nil:
		return Schedule{}, err
	case p.unclear != "" && len(p.days) == 0:
		return Schedule{}, &ParseError{Word: p.unclear, Expected: ExpectedWeek}
	case p.monthly || len(p.dates) > 0:
		return p.monthlySchedule(times)
	case p.weekly && !p.daily && len(p.days) == 0:
		p.days = week[:1]
	}
	s := Schedule{Times: times, Workdays: p.workdays}
	if len(p.days) > 0 {
		s.Days = sortDays(p.days)
	}
	return s, nil
}

// separateDates decides which numbers are days of the month: "tanggal 1 9" is the first at nine,
// "tanggal 1 15 09:00" is two days.
func (p *scheduleParser) separateDates() error {
	clear := func(t typedTime) bool { return t.explicit || !t.bare }
	if p.day != "" && !slices.ContainsFunc(p.times, clear) {
		return &ParseError{Word: p.day, Expected: ExpectedDayOrTime}
	}
	if p.day != "" {
		p.joined = false
		if err := p.takeDate(p.day, word{text: p.day, lower: p.day}); err != nil {
			return err
		}
	}
	if last := len(p.dates) - 1; len(p.times) == 0 && last > 0 && !p.dates[last].joined {
		c, isTime := parseClock(strings.ToLower(p.dates[last].word))
		if !isTime {
			return nil
		}
		w := p.dates[last].word
		p.dates = p.dates[:last]
		return p.takeTime(c, word{text: w, lower: w}, false)
	}
	return nil
}

// sortedTimes returns the times of a day. A bare number beside a time that is written out is an
// error, because it is more likely something else.
func (p *scheduleParser) sortedTimes() ([]TimeOfDay, error) {
	var times []TimeOfDay
	for i, typed := range p.times {
		alone := !typed.joined && (i+1 == len(p.times) || !p.times[i+1].joined)
		if typed.bare && !typed.explicit && alone && len(p.times) > 1 {
			return nil, &ParseError{Word: typed.word, Expected: ExpectedTime}
		}
		// In "9 dan 10 pagi" both are in the morning.
		if typed.bare && i+1 < len(p.times) && p.times[i+1].joined && typed.hour < 13 &&
			typed.hour < p.times[i+1].hour {
			typed.part = p.times[i+1].part
		}
		t, ok := typed.at()
		if !ok {
			return nil, &ParseError{Word: typed.word, Expected: ExpectedTime}
		}
		if slices.Contains(times, t) {
			return nil, &ParseError{Word: typed.word, Expected: ExpectedInterval}
		}
		times = append(times, t)
	}
	if len(times) == 0 {
		return nil, &ParseError{Expected: ExpectedSchedule}
	}
	slices.Sort(times)
	return times, nil
}

// monthlySchedule makes a line of cron, because Days and Times cannot express a month.
func (p *scheduleParser) monthlySchedule(times []TimeOfDay) (Schedule, error) {
	if p.daily || p.weekly || len(p.days) > 0 {
		return Schedule{}, &ParseError{Expected: ExpectedOneKind, Word: p.words[0].text}
	}
	var hours []string
	for _, t := range times {
		if t%60 != times[0]%60 {
			return Schedule{}, &ParseError{Word: t.String(), Expected: ExpectedSameMinute}
		}
		hours = append(hours, strconv.Itoa(int(t/60)))
	}
	days := p.dayNumbers()
	cron := fmt.Sprintf("%d %s %s * *", times[0]%60, strings.Join(hours, ","), strings.Join(days, ","))
	return Schedule{Cron: cron}, nil
}

// dayNumbers returns the days of the month in the form of cron, sorted; the first one if none was
// named.
func (p *scheduleParser) dayNumbers() []string {
	slices.SortFunc(p.dates, func(a, b date) int { return (a.day+31)%32 - (b.day+31)%32 })
	var days []string
	for _, d := range p.dates {
		day := strconv.Itoa(d.day)
		if d.day == 0 {
			day = "L"
		}
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	if len(days) == 0 {
		return []string{"1"}
	}
	return days
}
