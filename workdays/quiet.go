package workdays

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Quiet are the hours of each day at which nobody is written to. The zero value is none.
type Quiet struct{ from, to int } // minutes since midnight; equal: no hour is quiet

// ParseQuiet reads "20:00-08:00", or "off".
func ParseQuiet(text string) (Quiet, error) {
	if strings.EqualFold(text, "off") {
		return Quiet{}, nil
	}
	from, to, _ := strings.Cut(text, "-")
	start, err := time.Parse("15:04", strings.TrimSpace(from))
	end, err2 := time.Parse("15:04", strings.TrimSpace(to))
	if err != nil || err2 != nil || start.Equal(end) {
		return Quiet{}, errors.New("must be two different times, as 20:00-08:00, or off")
	}
	return Quiet{minuteOf(start), minuteOf(end)}, nil
}

func minuteOf(t time.Time) int { return t.Hour()*60 + t.Minute() }

// String formats the hours as ParseQuiet reads them.
func (q Quiet) String() string {
	if q == (Quiet{}) {
		return "off"
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", q.from/60, q.from%60, q.to/60, q.to%60)
}

// At tells whether it is quiet when the clocks of t's zone show that time.
func (q Quiet) At(t time.Time) bool {
	minute := minuteOf(t)
	if q.from <= q.to {
		return q.from <= minute && minute < q.to
	}
	return minute >= q.from || minute < q.to
}

// Next returns the first moment from t on that is not quiet. Its zone is t's.
func (q Quiet) Next(t time.Time) time.Time {
	for range searched {
		if !q.At(t) {
			break
		}
		end := DateOf(t).At(q.to, t.Location())
		if !end.After(t) {
			end = DateOf(t).AddDays(1).At(q.to, t.Location())
		}
		t = end
	}
	return t
}

// NextAllowed returns the first moment from t on at which people may be written to: on a working
// day, outside of the quiet hours, by the clocks of zone. It is t itself if that is now.
func (c Calendar) NextAllowed(t time.Time, q Quiet, zone *time.Location) time.Time {
	t = t.In(zone)
	for range searched {
		switch date := DateOf(t); {
		case !c.IsWorkday(date):
			t = date.AddDays(1).At(0, zone)
		case q.At(t):
			t = q.Next(t)
		default:
			return t
		}
	}
	return t
}
