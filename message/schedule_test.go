package message

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

func TestSchedule(t *testing.T) {
	t.Parallel()
	makassar, singapore := time.FixedZone("Asia/Makassar", 8*60*60), time.FixedZone("Asia/Singapore", 8*60*60)
	workdays := []time.Weekday{time.Friday, time.Thursday, time.Wednesday, time.Tuesday, time.Monday, time.Monday}
	week := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	working := digest.Subscription{Schedule: digest.Schedule{Days: workdays, Times: []digest.TimeOfDay{9 * 60}},
		Zone: makassar.String(), Holidays: digest.HolidaysSkip}
	if got := newRenderer(t, "id").formatSchedule(working); got != "Hari kerja pukul 09:00 WITA" {
		t.Errorf("working days: %q", got)
	}
	for _, test := range []struct {
		schedule digest.Schedule
		zone     *time.Location
		en, id   string
	}{
		{digest.Schedule{Times: []digest.TimeOfDay{9 * 60}}, jakarta, "Every day at 09:00 WIB",
			"Setiap hari pukul 09:00 WIB"},
		{digest.Schedule{Days: week, Times: []digest.TimeOfDay{9 * 60, 15 * 60}}, jakarta,
			"Every day at 09:00 and 15:00 WIB", "Setiap hari pukul 09:00 dan 15:00 WIB"},
		{digest.Schedule{Days: workdays, Times: []digest.TimeOfDay{8*60 + 30}}, makassar, "Weekdays at 08:30 WITA",
			"Senin–Jumat pukul 08:30 WITA"},
		{digest.Schedule{Days: []time.Weekday{0, 6}, Times: []digest.TimeOfDay{10 * 60}}, time.UTC,
			"Weekends at 10:00 UTC", "Akhir pekan pukul 10:00 UTC"},
		{digest.Schedule{Days: []time.Weekday{time.Sunday, time.Monday}, Times: []digest.TimeOfDay{10 * 60}}, jakarta,
			"Mon and Sun at 10:00 WIB", "Sen dan Min pukul 10:00 WIB"},
		{digest.Schedule{Days: workdays[:4], Times: []digest.TimeOfDay{7 * 60, 12 * 60, 17 * 60}}, singapore,
			"Tue, Wed, Thu and Fri at 07:00, 12:00 and 17:00 Asia/Singapore",
			"Sel, Rab, Kam dan Jum pukul 07:00, 12:00 dan 17:00 Asia/Singapore"},
		{digest.Schedule{Days: []time.Weekday{time.Tuesday}, Times: []digest.TimeOfDay{9 * 60}}, jakarta,
			"Every Tuesday at 09:00 WIB", "Setiap hari Selasa pukul 09:00 WIB"},
		{digest.Schedule{Days: []time.Weekday{9, -1}, Times: []digest.TimeOfDay{9 * 60}}, jakarta,
			"Every day at 09:00 WIB", "Setiap hari pukul 09:00 WIB"},
		{digest.Schedule{Cron: "0 9 1 * *"}, jakarta, "Every month on day 1 at 09:00 WIB",
			"Setiap bulan tanggal 1 pukul 09:00 WIB"},
		{digest.Schedule{Cron: "5  17 01,15 * *"}, jakarta, "Every month on day 1 and 15 at 17:05 WIB",
			"Setiap bulan tanggal 1 dan 15 pukul 17:05 WIB"},
		{digest.Schedule{Cron: "0 9,15 1 * *"}, jakarta, "Every month on day 1 at 09:00 and 15:00 WIB",
			"Setiap bulan tanggal 1 pukul 09:00 dan 15:00 WIB"},
		{digest.Schedule{Cron: "0 9 28 * *"}, jakarta, "Every month on day 28 at 09:00 WIB",
			"Setiap bulan tanggal 28 pukul 09:00 WIB"},
		{digest.Schedule{Cron: "0 9 31 * *"}, jakarta,
			"Every month on day 31 at 09:00 WIB (shorter months are left out)",
			"Setiap bulan tanggal 31 pukul 09:00 WIB (bulan yang lebih pendek dilewati)"},
		{digest.Schedule{Cron: "0 9 29 * *"}, jakarta,
			"Every month on day 29 at 09:00 WIB (shorter months are left out)",
			"Setiap bulan tanggal 29 pukul 09:00 WIB (bulan yang lebih pendek dilewati)"},
		{digest.Schedule{Cron: "0 9 15,30,31 * *"}, jakarta,
			"Every month on day 15, 30 and 31 at 09:00 WIB (day 30 and 31 only in months that have it)",
			"Setiap bulan tanggal 15, 30 dan 31 pukul 09:00 WIB (tanggal 30 dan 31 hanya di bulan yang memilikinya)"},
		{digest.Schedule{Cron: "0 9 L * *"}, jakarta, "Every month on the last day at 09:00 WIB",
			"Setiap akhir bulan pukul 09:00 WIB"},
		{digest.Schedule{Cron: "0 9 15,L * *"}, jakarta, "Every month on day 15 and on the last day at 09:00 WIB",
			"Setiap bulan tanggal 15 dan hari terakhir pukul 09:00 WIB"},
		{digest.Schedule{Cron: "0 9 31 1,3 *"}, jakarta, "Cron 0 9 31 1,3 * WIB", "Cron 0 9 31 1,3 * WIB"},
		{digest.Schedule{Cron: "0 9 */2 * *"}, jakarta, "Cron 0 9 */2 * * WIB", "Cron 0 9 */2 * * WIB"},
		{digest.Schedule{Cron: "0 9 32 * *"}, jakarta, "Cron 0 9 32 * * WIB", "Cron 0 9 32 * * WIB"},
		{digest.Schedule{Cron: "0 9 * * 1-5"}, jakarta, "Cron 0 9 * * 1-5 WIB", "Cron 0 9 * * 1-5 WIB"},
		{digest.Schedule{Cron: "0 9 1 * 1"}, jakarta, "Cron 0 9 1 * 1 WIB", "Cron 0 9 1 * 1 WIB"},
	} {
		sub := digest.Subscription{Schedule: test.schedule, Zone: test.zone.String()}
		for language, want := range map[string]string{"en": test.en, "id": test.id} {
			if got := newRenderer(t, language).formatSchedule(sub); got != want {
				t.Errorf("%s %+v: %q, want %q", language, test.schedule, got, want)
			}
		}
	}
}

// A slot shows as much of its date as necessary.
func TestFormatSlot(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 9, 9, 0, 0, 0, jakarta) // a Monday
	for _, test := range []struct {
		at   time.Time
		want string
	}{
		{now, "09:00"},
		{now.Add(14*time.Hour + 59*time.Minute), "23:59"},
		{now.Add(15 * time.Hour), "Tue 00:00"},
		{now.Add(-9*time.Hour - time.Minute), "Sun 23:59"},
		{now.AddDate(0, 0, -3), "Fri 09:00"},
		{now.AddDate(0, 0, 6), "Sun 09:00"},
		{now.AddDate(0, 0, -6), "Tue 09:00"},
		{now.AddDate(0, 0, -7), "2 Nov 09:00"},
		{now.AddDate(0, 0, 7), "16 Nov 09:00"},
		{now.AddDate(-1, 0, 0), "9 Nov 2025 09:00"},
		{now.AddDate(0, 0, 1).UTC(), "Tue 09:00"},
	} {
		if got := newRenderer(t, "en").formatSlot(test.at, now, jakarta); got != test.want {
			t.Errorf("%v: %q, want %q", test.at, got, test.want)
		}
	}
	if got := newRenderer(t, "id").formatSlot(now.AddDate(0, 0, 1), now, time.UTC); got != "Sel 02:00" {
		t.Errorf("in another zone: %q", got)
	}
}
