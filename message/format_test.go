package message

import (
	"math"
	"testing"
	"time"
)

var jakarta = time.FixedZone("Asia/Jakarta", 7*60*60)

func newRenderer(t testing.TB, language string) *Renderer {
	t.Helper()
	w, err := New(language, jakarta)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestRupiah(t *testing.T) {
	t.Parallel()
	for amount, want := range map[int64]string{
		0: "Rp0", 5: "Rp5", 999: "Rp999", 1000: "Rp1.000", 104930: "Rp104.930", 29104930: "Rp29.104.930",
		-500: "-Rp500", -1234567: "-Rp1.234.567",
		math.MaxInt64: "Rp9.223.372.036.854.775.807", math.MinInt64: "-Rp9.223.372.036.854.775.808",
	} {
		if got := Rupiah(amount); got != want {
			t.Errorf("Rupiah(%d) = %q, want %q", amount, got, want)
		}
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	en, id := newRenderer(t, "en"), newRenderer(t, "id")
	for _, tt := range []struct {
		d        time.Duration
		inEN, in string
	}{
		{-time.Hour, "under a minute", "kurang dari semenit"},
		{59 * time.Second, "under a minute", "kurang dari semenit"},
		{time.Minute, "1 min", "1 menit"},
		{59 * time.Minute, "59 min", "59 menit"},
		{time.Hour, "1 hour", "1 jam"},
		{day - 1, "23 hours", "23 jam"},
		{day, "1 day", "1 hari"},
		{2*day - 1, "1 day", "1 hari"},
		{59 * day, "59 days", "59 hari"},
		{60 * day, "2 months", "2 bulan"},
		{729 * day, "24 months", "24 bulan"},
		{730 * day, "2 years", "2 tahun"},
		{150 * 365 * day, "150 years", "150 tahun"},
	} {
		if got := en.formatAge(tt.d); got != tt.inEN {
			t.Errorf("en: Age(%v) = %q, want %q", tt.d, got, tt.inEN)
		}
		if got := id.formatAge(tt.d); got != tt.in {
			t.Errorf("id: Age(%v) = %q, want %q", tt.d, got, tt.in)
		}
	}
}

func TestThousandsSeparator(t *testing.T) {
	t.Parallel()
	if got := newRenderer(t, "en").More(1234567); got != "and 1,234,567 more" {
		t.Error(got)
	}
	if got := newRenderer(t, "id").More(1234567); got != "dan 1.234.567 lainnya" {
		t.Error(got)
	}
	if got := newRenderer(t, "en").formatNumber(-1234); got != "-1,234" {
		t.Error(got)
	}
}

// Times are in the Renderer's zone, with as much of the date as necessary.
func TestFormatTime(t *testing.T) {
	t.Parallel()
	w := newRenderer(t, "id")
	now := time.Date(2026, time.August, 17, 0, 30, 0, 0, jakarta)
	for _, tt := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, time.August, 16, 17, 5, 0, 0, time.UTC), "00:05"}, // the same day in Jakarta, not in UTC
		{time.Date(2026, time.August, 16, 16, 5, 0, 0, time.UTC), "16 Agu 23:05"},
		{time.Date(2025, time.August, 17, 0, 30, 0, 0, jakarta), "17 Agu 2025 00:30"},
	} {
		if got := w.formatTime(tt.at, now); got != tt.want {
			t.Errorf("moment(%v) = %q, want %q", tt.at, got, tt.want)
		}
	}
	if got := w.formatDate(now); got != "17 Agu 2026 00:30" {
		t.Error(got)
	}
}

func TestFormatAgoAndWait(t *testing.T) {
	t.Parallel()
	w := newRenderer(t, "en")
	now := time.Date(2026, time.August, 17, 9, 0, 0, 0, jakarta)
	for d, want := range map[time.Duration]string{-time.Minute: "just now", 9 * time.Second: "just now",
		40 * time.Second: "40 s ago", 2 * time.Minute: "2 min ago"} {
		if got := w.formatAgo(now.Add(-d), now); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{time.Millisecond: "1 second", 37500 * time.Millisecond: "38 seconds",
		91 * time.Second: "2 minutes"} {
		if got := w.formatWait(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
