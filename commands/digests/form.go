package digests

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// parseForm reads the fields of the form, or returns what is wrong with them by block id.
func (h *Handler) parseForm(req *bot.Request) (settings, map[string]string) {
	form := formReader{fields: req.Fields, writer: h.Renderer, now: h.Now(), wrong: map[string]string{}}
	return form.settings(), form.wrong
}

// A formReader reads the fields and collects what is wrong by block id.
type formReader struct {
	fields map[string]string
	writer *message.Renderer
	now    time.Time
	wrong  map[string]string
}

func (f *formReader) field(block string) string { return strings.TrimSpace(f.fields[block]) }

func (f *formReader) problem(block string, kind message.FieldError) {
	f.wrong[block] = f.writer.FieldError(kind)
}

func (f *formReader) settings() settings {
	language := f.field(message.BlockDigestLanguage)
	if !slices.Contains(message.Languages, language) {
		language = message.Languages[0]
	}
	return settings{
		schedule: f.schedule(),
		zone:     f.zone(),
		language: language,
		filter:   f.filter(),
		mention:  f.mention(),
		quiet:    f.field(message.BlockDigestNothingOpen) == message.DigestOnlyWhenOpen,
		full:     f.field(message.BlockDigestStyle) == message.DigestDetailed,
		skipLate: f.field(message.BlockDigestLate) == message.DigestSkipLate,
		holidays: holidayChoices[f.field(message.BlockDigestHolidays)],
	}
}

// holidayChoices are the choices for holidays that are not the default.
var holidayChoices = map[string]digest.Holidays{
	message.DigestHolidaysSkip: digest.HolidaysSkip,
	message.DigestHolidaysNext: digest.HolidaysNext,
}

// schedule reads the cron line, or the days and times if there is none.
func (f *formReader) schedule() digest.Schedule {
	if cron := f.field(message.BlockDigestCron); cron != "" {
		return f.cron(cron)
	}
	times, err := digest.ParseTimes(f.field(message.BlockDigestTimes))
	if err != nil {
		kind := message.FieldTimes
		if word, ok := errors.AsType[*digest.ParseError](err); ok && word.Expected == digest.ExpectedInterval {
			kind = message.FieldTimesTooClose
		}
		f.problem(message.BlockDigestTimes, kind)
		return digest.Schedule{}
	}
	schedule := digest.Schedule{Days: f.days(), Times: times}
	if schedule.Check() != nil {
		f.problem(message.BlockDigestTimes, message.FieldTimesTooClose) // each day and time alone is right
	}
	return schedule
}

// cronProblems say what is wrong with a line that looks like cron.
var cronProblems = map[digest.Expected]message.FieldError{
	digest.ExpectedInterval: message.FieldCronTooClose,
	digest.ExpectedDate:     message.FieldCronNever,
	digest.ExpectedStep:     message.FieldCronStep,
	digest.ExpectedShorter:  message.FieldCronLong,
}

func (f *formReader) cron(line string) digest.Schedule {
	schedule, zone, err := digest.ParseSchedule("cron " + line)
	if word, ok := errors.AsType[*digest.ParseError](err); ok {
		if kind, ok := cronProblems[word.Expected]; ok {
			f.problem(message.BlockDigestCron, kind)
			return schedule
		}
	}
	if err != nil || zone != "" {
		f.problem(message.BlockDigestCron, message.FieldCron)
	}
	return schedule
}

// days returns the ticked days from Monday on, none if all are ticked: that is a daily digest.
func (f *formReader) days() []time.Weekday {
	var ticked []time.Weekday
	for number := range strings.SplitSeq(f.field(message.BlockDigestDays), ",") {
		n, err := strconv.Atoi(number)
		if day := time.Weekday(n); err == nil && n >= 0 && n < 7 && !slices.Contains(ticked, day) {
			ticked = append(ticked, day)
		}
	}
	if len(ticked) == 7 {
		return nil
	}
	slices.SortFunc(ticked, func(a, b time.Weekday) int { return int(a+6)%7 - int(b+6)%7 })
	return ticked
}

func (f *formReader) zone() string {
	block, name := message.BlockDigestZone, f.field(message.BlockDigestZone)
	if name == message.DigestZoneOther {
		block, name = message.BlockDigestZoneName, f.field(message.BlockDigestZoneName)
	}
	zone, err := digest.ParseZone(name)
	if err != nil {
		f.problem(block, message.FieldZone)
	}
	return zone
}

func (f *formReader) filter() string {
	query := strings.Join(strings.Fields(f.field(message.BlockDigestFilter)), " ")
	if utf8.RuneCountInString(query) > message.MaxQueryLen {
		f.problem(message.BlockDigestFilter, message.FieldFilter)
		return ""
	}
	if _, err := receivables.ParseOpenQuery(query, f.now); err != nil {
		f.wrong[message.BlockDigestFilter] = f.writer.FilterError(usererr.Explain(err, mayar.Health{}, f.now))
	}
	return query
}

// mention returns the user group if one is named, else the chosen person.
func (f *formReader) mention() string {
	group := f.field(message.BlockDigestGroup)
	if group == "" {
		return f.field(message.BlockDigestMention)
	}
	// Slack writes a mention of a group as <!subteam^S012ABCDEF|label>.
	id, _, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(group, "<!subteam^"), ">"), "|")
	if !blockkit.IsGroupID(id) {
		f.problem(message.BlockDigestGroup, message.FieldGroup)
		return ""
	}
	return id
}
