package main

import (
	"strings"
	"testing"
	"time"
)

func TestDoctorChecksTheCalendar(t *testing.T) {
	clearEnv(t)
	t.Setenv("MAYARBOT_HOLIDAYS", "-2027-09-01")
	cfg, err := loadConfig()
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]string{
		"2026-12-23": "next working day 2026-12-28; quiet hours 20:00-08:00",
		"2027-09-30": "next working day 2027-10-01",
		"2027-10-01": "the holidays of 2028 are not known",
		"2028-02-01": "the holidays of 2028 are not known",
	} {
		now, err := time.ParseInLocation(time.DateOnly, on, cfg.Timezone.Location)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		d := &doctor{out: &out}
		d.checkCalendar(cfg, now)
		if got := out.String(); d.failed > 0 || !strings.Contains(got, want) ||
			!strings.Contains(got, "strikes 2027-09-01, which is no holiday") {
			t.Errorf("%s: %s", on, got)
		}
	}
}
