package message

import (
	"strconv"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// Rupiah is [receivables.Rupiah].
func Rupiah(amount int64) string { return receivables.Rupiah(amount) }

// formatSum formats the total of transactions: "Rp104.930", "at least Rp104.930" if some have no
// amount, "amount unknown" if none has.
func (w *Renderer) formatSum(d receivables.Delta) string {
	switch {
	case d.NoAmount == 0:
		return Rupiah(d.Amount)
	case d.NoAmount >= d.Count && d.Amount == 0:
		return w.text("AmountUnknown", nil)
	}
	return w.text("AmountAtLeast", args{"Amount": Rupiah(d.Amount)})
}

// sumArgs are the arguments of a text about transactions: how many, and their sum.
func (w *Renderer) sumArgs(d receivables.Delta) args {
	return args{"N": d.Count, "Amount": w.formatSum(d)}
}

func (w *Renderer) formatNumber(n int) string {
	digits := strconv.Itoa(n)
	if rest, negative := strings.CutPrefix(digits, "-"); negative {
		return "-" + receivables.GroupThousands(rest, w.separator)
	}
	return receivables.GroupThousands(digits, w.separator)
}

const day = 24 * time.Hour

// formatAge formats a duration in its largest unit: "5 min", "7 hours", "12 days", "3 months".
func (w *Renderer) formatAge(d time.Duration) string {
	switch {
	case d < time.Minute:
		return w.text("AgeNow", nil)
	case d < time.Hour:
		return w.text("AgeMinutes", args{"N": int(d / time.Minute)})
	case d < day:
		return w.text("AgeHours", args{"Count": int(d / time.Hour)})
	case d < 60*day:
		return w.text("AgeDays", args{"Count": int(d / day)})
	case d < 730*day:
		return w.text("AgeMonths", args{"Count": int(d / (30 * day))})
	}
	return w.text("AgeYears", args{"Count": int(d / (365 * day))})
}

// nextAge returns the age at which formatAge returns something else than at d.
func nextAge(d time.Duration) time.Duration {
	unit := 365 * day
	switch {
	case d < time.Minute:
		return time.Minute
	case d < time.Hour:
		unit = time.Minute
	case d < day:
		unit = time.Hour
	case d < 60*day:
		unit = day
	case d < 730*day:
		return min((d/(30*day)+1)*30*day, 730*day)
	}
	return (d/unit + 1) * unit
}

// formatAgo formats how long t is before now. A t in the future means that a clock is wrong; it
// counts as now.
func (w *Renderer) formatAgo(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case d < 10*time.Second:
		return w.text("AgoNow", nil)
	case d < time.Minute:
		return w.text("AgoSeconds", args{"N": int(d / time.Second)})
	}
	return w.text("Ago", args{"Age": w.formatAge(d)})
}

// nextAgo is to formatAgo as nextAge is to formatAge.
func nextAgo(d time.Duration) time.Duration {
	switch {
	case d < 10*time.Second:
		return 10 * time.Second
	case d < time.Minute:
		return (d/time.Second + 1) * time.Second
	}
	return nextAge(d)
}

// formatWait formats how long to wait, rounded up.
func (w *Renderer) formatWait(d time.Duration) string {
	if d <= 90*time.Second {
		return w.text("WaitSeconds", args{"Count": int((d + time.Second - 1) / time.Second)})
	}
	return w.text("WaitMinutes", args{"Count": int((d + time.Minute - 1) / time.Minute)})
}

// formatTime formats a time in the Renderer's zone, without the parts of the date that it shares
// with now: "09:41", "3 Nov 09:41", "3 Nov 2025 09:41".
func (w *Renderer) formatTime(t, now time.Time) string {
	t, now = t.In(w.zone), now.In(w.zone)
	if calendarDays(now, t) == 0 {
		return t.Format("15:04")
	}
	return w.formatDateTime(t, now)
}

// formatDateTime formats a day and a time, with the year if it is not that of now. Both must be in
// the same zone.
func (w *Renderer) formatDateTime(t, now time.Time) string {
	layout := " 15:04"
	if t.Year() != now.Year() {
		layout = " 2006 15:04"
	}
	return strconv.Itoa(t.Day()) + " " + w.months[t.Month()-1] + t.Format(layout)
}

// formatDate formats the whole date and time, for messages that stay.
func (w *Renderer) formatDate(t time.Time) string {
	t = t.In(w.zone)
	return strconv.Itoa(t.Day()) + " " + w.months[t.Month()-1] + t.Format(" 2006 15:04")
}

func monthNames(list string) []string {
	names := strings.Fields(list)
	for len(names) < 12 {
		names = append(names, strconv.Itoa(len(names)+1))
	}
	return names
}

// joinDots puts a dot between the parts that are not empty.
func joinDots(parts ...markup) markup { return join(" · ", parts) }

// joinLines puts each part that is not empty on a line.
func joinLines(parts ...markup) markup { return join("\n", parts) }

// join puts a separator between the parts that are not empty.
func join(separator string, parts []markup) markup {
	var b strings.Builder
	for _, part := range parts {
		if part != "" && b.Len() > 0 {
			b.WriteString(separator)
		}
		b.WriteString(string(part))
	}
	return markup(b.String())
}
