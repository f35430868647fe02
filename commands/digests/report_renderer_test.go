package digests

import (
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/receivables"
)

// newReport returns the report of a late digest with changes and rows.
func newReport() digest.Report {
	return digest.Report{
		Subscription: existingDigest(), Slot: commandtest.Noon, At: commandtest.Noon.Add(2 * time.Hour), Late: true,
		DelayReason: digest.ProblemNotInChannel, Since: commandtest.Noon.Add(-24 * time.Hour),
		Page: receivables.Page{
			Totals: receivables.Totals{Count: 7, Groups: 5, Amount: 700_000}, Complete: true,
			Aging: [4]receivables.Bucket{{Count: 7, Amount: 700_000}},
			Rows: []receivables.Row{
				{
					Customer: "Ani Wijaya",
					Email:    "ani@example.com",
					Product:  "Kelas Kopi",
					URL:      "https://toko.example/1",
					Amount:   100_000,
					Count:    3,
				},
			},
		},
		Paid: receivables.Delta{
			Count:  2,
			Amount: 250_000,
		}, New: receivables.Delta{Count: 3, Amount: 1}, Expired: receivables.Delta{Count: 4, Amount: 40_000},
		Closed: receivables.Delta{Count: 5, Amount: 55_000}, Reappeared: receivables.Delta{Count: 6, Amount: 66_000},
		Unknown: receivables.Delta{
			Count:  8,
			Amount: 88_000,
		}, Edited: receivables.Delta{Amount: -9_000}, Aged: receivables.Delta{Count: -9, Amount: -99_000},
		LatePaid: receivables.Delta{
			Count:  10,
			Amount: 101_000,
		}, LateExpired: receivables.Delta{Count: 11, Amount: 111_000},
		AsOf: commandtest.Noon, Skipped: []time.Time{commandtest.Noon.Add(-3 * time.Hour)},
	}
}

func renderedReport(t *testing.T, r digest.Report) string {
	t.Helper()
	variants := NewReportRenderer(commandtest.Renderer(t)).Compose(r)
	return commandtest.JSON(t, variants[len(variants)-1])
}

// Everything in a report is rendered.
func TestReportIsRendered(t *testing.T) {
	t.Parallel()
	all := renderedReport(t, newReport())
	for _, want := range []string{
		"7 unpaid · Rp700.000", "2 paid (Rp250.000)", "3 new", "4 expired", "Rp40.000", "5 closed (Rp55.000)",
		"6 open again (Rp66.000)", "Rp88.000", "-Rp9.000", "9 aged out of this list (-Rp99.000)",
		"10 paid (Rp101.000)", "11 expired (Rp111.000)",
		"Due 19:00, posted 21:00, because", "since Fri 19:00", "16:00", // in the digest's own zone
		"Ani Wijaya", "Kelas Kopi", "https://toko.example/1", "3×", "and 4 more", "k7fq",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("not said: %s", want)
		}
	}
	if strings.Contains(all, "ani@example.com") {
		t.Error("an e-mail in the channel")
	}
}

func TestReportProblems(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*digest.Report)
		want   string
	}{
		"Mayar is down": {func(r *digest.Report) { r.MayarDown = true }, "Mayar does not answer"},
		"stale":         {func(r *digest.Report) { r.Stale = true }, "could not be brought up to date"},
		"long list": {
			func(r *digest.Report) { r.LastFullSync = commandtest.Noon.Add(-20 * time.Minute) },
			"was last read 18:40",
		},
		"not all pages": {func(r *digest.Report) { r.Page.Complete = false }, "there may be more"},
		"quiet": {
			func(r *digest.Report) { r.Heartbeat, r.Page = true, receivables.Page{Complete: true} }, "Once a week",
		},
		"no match": {func(r *digest.Report) {
			r.Page, r.All, r.AllComplete = receivables.Page{Complete: true}, receivables.Totals{
				Count: 131, Amount: 82_000_000,
			}, true
		}, "Nothing matches the filter (131 unpaid in all · Rp82.000.000)"},
		"no match, so far": {func(r *digest.Report) {
			r.Page, r.All = receivables.Page{}, receivables.Totals{Count: 131, Amount: 82_000_000}
		}, "Nothing matches the filter (at least 131 unpaid in all · Rp82.000.000)"},
		"no match, Indonesian": {func(r *digest.Report) {
			r.Page, r.All, r.AllComplete, r.Subscription.Language = receivables.Page{
				Complete: true,
			}, receivables.Totals{
				Count: 131, Amount: 82_000_000,
			}, true, "id"
		}, "Tidak ada yang cocok dengan filter (total 131 belum dibayar · Rp82.000.000)"},
		"asked for": {func(r *digest.Report) { r.Manual = true }, "somebody asked for it"},
		"baseless": {
			func(r *digest.Report) { r.NoBaseline, r.Since = true, time.Time{} },
			"What changed since the last digest cannot be said",
		},
		"Indonesian":  {func(r *digest.Report) { r.Subscription.Language = "id" }, "7 belum dibayar"},
		"no language": {func(r *digest.Report) { r.Subscription.Language = "tlh" }, "7 unpaid"},
		"no zone":     {func(r *digest.Report) { r.Subscription.Zone = "Mars/Olympus" }, "Due 12:00"},
		"mention":     {func(r *digest.Report) { r.Subscription.Mention = "S0123ABCD" }, `"usergroup_id":"S0123ABCD"`},
		"filter": {
			func(r *digest.Report) { r.Subscription.Filter = "older:7d sort:largest" },
			"1|largest||older:7d sort:largest",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReport()
			tt.change(&r)
			if all := renderedReport(t, r); !strings.Contains(all, tt.want) {
				t.Errorf("not said: %q in %s", tt.want, all)
			}
		})
	}
}

func TestNotices(t *testing.T) {
	t.Parallel()
	notice := digest.Notice{
		Subscription: existingDigest(), Problem: digest.ProblemArchived, Slot: commandtest.Noon, Failed: true,
	}
	said := func() string {
		return commandtest.JSON(
			t, NewReportRenderer(commandtest.Renderer(t)).Notice(notice, "penagih", commandtest.Noon),
		)
	}
	if got := said(); !strings.Contains(got, "the channel is archived") || !strings.Contains(got, "19:00") ||
		!strings.Contains(got, "left out") ||
		!strings.Contains(got, "Unarchive") {
		t.Errorf("said: %s", got)
	}
	notice.Resolved = true
	if got := said(); !strings.Contains(got, "That is over") || strings.Contains(got, "Unarchive") {
		t.Errorf("said when it was over: %s", got)
	}
}
