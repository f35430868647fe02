package workdays

import (
	"strings"
	"time"
)

// A decree is what the three ministers decided for one year.
type decree struct {
	year            int
	number          string
	national, joint string // lines of month-day and the key of a name
}

// decrees are the years that are known. That of 2027 was taken from two transcriptions that agree.
var decrees = []decree{
	{
		year: 2026, number: "SKB 1497/2025, 2/2025, 5/2025",
		national: `01-01 newyear
			01-16 miraj
			02-17 imlek
			03-19 nyepi
			03-21 fitri
			03-22 fitri
			04-03 friday
			04-05 easter
			05-01 labour
			05-14 ascension
			05-27 adha
			05-31 waisak
			06-01 pancasila
			06-16 muharam
			08-17 independence
			08-25 maulid
			12-25 natal`,
		joint: `02-16 imlek
			03-18 nyepi
			03-20 fitri
			03-23 fitri
			03-24 fitri
			05-15 ascension
			05-28 adha
			12-24 natal`,
	},
	{
		year: 2027, number: "SKB 1205/2026, 3/2026, 2/2026",
		national: `01-01 newyear
			01-05 miraj
			02-06 imlek
			03-08 nyepi
			03-10 fitri
			03-11 fitri
			03-26 friday
			03-28 easter
			05-01 labour
			05-06 ascension
			05-17 adha
			05-20 waisak
			06-01 pancasila
			06-06 muharam
			08-15 maulid
			08-17 independence
			12-25 natal
			12-26 miraj`,
		joint: `02-05 imlek
			03-09 fitri
			03-12 fitri
			03-15 fitri
			03-25 friday
			05-18 adha
			05-19 waisak
			12-24 natal`,
	},
}

var names = map[string]Name{
	"newyear":      {"Tahun Baru Masehi", "New Year's Day"},
	"miraj":        {"Isra Mikraj Nabi Muhammad", "Isra Mi'raj"},
	"imlek":        {"Tahun Baru Imlek", "Lunar New Year"},
	"nyepi":        {"Hari Suci Nyepi", "Nyepi"},
	"fitri":        {"Idulfitri", "Eid al-Fitr"},
	"friday":       {"Wafat Yesus Kristus", "Good Friday"},
	"easter":       {"Paskah", "Easter"},
	"labour":       {"Hari Buruh Internasional", "Labour Day"},
	"ascension":    {"Kenaikan Yesus Kristus", "Ascension Day"},
	"adha":         {"Iduladha", "Eid al-Adha"},
	"waisak":       {"Hari Raya Waisak", "Vesak"},
	"pancasila":    {"Hari Lahir Pancasila", "Pancasila Day"},
	"muharam":      {"Tahun Baru Islam", "Islamic New Year"},
	"independence": {"Hari Kemerdekaan", "Independence Day"},
	"maulid":       {"Maulid Nabi Muhammad", "Mawlid"},
	"natal":        {"Natal", "Christmas"},
}

// decreed has all days of all decrees.
var decreed, hasDecree = readDecrees()

func readDecrees() (map[Date]Day, map[int]bool) {
	days, years := map[Date]Day{}, map[int]bool{}
	for _, d := range decrees {
		years[d.year] = true
		for kind, lines := range map[Kind]string{National: d.national, Joint: d.joint} {
			for line := range strings.Lines(lines) {
				on, key, _ := strings.Cut(strings.TrimSpace(line), " ")
				at, err := time.Parse("01-02", on)
				name, ok := names[key]
				if err != nil || !ok {
					panic("workdays: " + line) // the lines are constants
				}
				if kind == Joint {
					name = Name{"Cuti bersama " + name.ID, name.EN + " (joint leave)"}
				}
				days[Date{d.year, at.Month(), at.Day()}] = Day{kind, name, d.number}
			}
		}
	}
	return days, years
}
