package digest

import (
	"strings"
	"time"
)

// A meaning is the meaning of a word of a schedule.
type meaning int

const (
	unknownWord meaning = iota
	aDay                // days of the week
	filler              // nothing by itself: "on", "pada"
	everyWord           // a day or date must follow: "every", "setiap"
	dayWord             // a day must follow: "hari"
	joinWord            // "and", "dan"
	rangeWord           // "mon to fri"
	timeWord            // a time must follow: "at", "jam"
	halfWord            // "setengah 9" is 8:30
	dateWord            // days of the month follow: "tanggal"
	monthWord           // once a month
	weekWord            // once a week
	unclearWeek         // "setiap minggu" is every week, and every Sunday
	lastDate            // the last day of the month
	firstDate           // the first one
	partOfDay           // which nine o'clock: "am", "malam"
)

// A sense is the meaning of a word or phrase, with the days that it names.
type sense struct {
	meaning  meaning
	days     []time.Weekday
	workdays bool // and not on holidays
}

// vocabulary maps the words for days and times in both languages. A phrase has at most three words.
var vocabulary = makeVocabulary(map[meaning]string{
	filler:    "on|pada|of|the|from|dari|oclock|o'clock",
	everyWord: "every|each|setiap|tiap|tiap-tiap",
	dayWord:   "hari",
	joinWord:  ",|and|dan|serta|plus|+",
	rangeWord: "-|to|until|through|thru|sampai|hingga|s/d|sd|s.d",
	timeWord:  "at|@|jam|pukul|pkl",
	halfWord:  "setengah",
	dateWord:  "tanggal|tgl|date|dates|day|setiap tanggal|tiap tanggal|every date",
	monthWord: "monthly|bulanan|every month|each month|setiap bulan|tiap bulan|" +
		"sebulan sekali|once a month|sekali sebulan|of every month|of the month",
	weekWord: "weekly|mingguan|pekanan|every week|each week|setiap pekan|tiap pekan|" +
		"seminggu sekali|sekali seminggu|once a week|sepekan sekali",
	unclearWeek: "setiap minggu|tiap minggu|tiap-tiap minggu",
	lastDate: "last day|the last day|akhir bulan|end of month|end of the month|" +
		"tanggal terakhir|hari terakhir|month end|setiap akhir bulan|tiap akhir bulan",
	firstDate: "first day|the first day|awal bulan|setiap awal bulan|tiap awal bulan|" +
		"start of month|beginning of month",
	partOfDay: "am|a.m|pm|p.m|pagi|siang|sore|malam",
})

func makeVocabulary(phrases map[meaning]string) map[string]sense {
	made := map[string]sense{}
	for m, list := range phrases {
		for _, phrase := range strings.Split(list, "|") {
			made[phrase] = sense{meaning: m}
		}
	}
	for name, days := range dayNames {
		made[name] = sense{meaning: aDay, days: days}
	}
	for _, name := range workdayNames {
		made[name] = sense{meaning: aDay, days: weekdays, workdays: true}
	}
	return made
}

// hoursOfDay maps the numbers 1 to 12 in each part of the day to hours of the clock, in the order
// 1, 2, … 12; -1 where nobody says that.
var hoursOfDay = map[string][12]int{
	"am":    {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0},
	"pm":    {13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 12},
	"pagi":  {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -1},
	"siang": {13, 14, 15, -1, -1, -1, -1, -1, -1, 10, 11, 12},
	"sore":  {-1, 14, 15, 16, 17, 18, 19, -1, -1, -1, -1, -1},
	"malam": {-1, -1, -1, -1, -1, 18, 19, 20, 21, 22, 23, 0},
}
