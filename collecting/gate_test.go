package collecting_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/workdays"
)

var (
	wib   = time.FixedZone("WIB", 7*60*60)
	noon  = time.Date(2026, 11, 25, 12, 0, 0, 0, wib) // a Wednesday
	rules = collecting.DefaultRules(wib)
	budi  = collecting.Person{ID: "UBUDI"}
	admin = collecting.Person{ID: "UADMIN", Admin: true}
)

// openBill is a bill of three days that anybody may remind of.
func openBill() receivables.Case {
	return receivables.Case{CustomerKey: "id 7", Row: receivables.Row{
		ID: "tx", CaseID: "case", Customer: "Ani", Mobile: "0812-0000-1111", Product: "Kelas Go", Type: "invoice",
		Status: "active", URL: "https://toko.example.com/plt/tx", LatestAmount: receivables.DeltaOf(150_000),
		Amount: 150_000, Count: 1, Products: 1, Oldest: noon.AddDate(0, 0, -3), Newest: noon.AddDate(0, 0, -3),
	}}
}

func contact(by string, ago time.Duration) collecting.Contact {
	return collecting.Contact{By: by, At: noon.Add(-ago), How: collecting.OpenedWhatsApp}
}

func kinds(v collecting.Verdict) (kinds []collecting.Kind) {
	for _, r := range v {
		kinds = append(kinds, r.Kind)
	}
	return kinds
}

func TestGate(t *testing.T) {
	t.Parallel()
	type refusals []collecting.Kind
	at := func(hour, minute, day int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, wib) }
	quiet := refusals{collecting.QuietTime}
	for name, tt := range map[string]struct {
		change func(c *receivables.Case, s *collecting.State)
		now    time.Time
		want   refusals
		until  time.Time // of the first
	}{
		"nothing against it": {},
		"paid": {
			change: func(c *receivables.Case, _ *collecting.State) { c.Status, c.Closed = "paid", noon },
			want:   refusals{collecting.Paid},
		},
		"closed for an unknown reason": {
			change: func(c *receivables.Case, _ *collecting.State) { c.Status, c.Closed = "unknown", noon },
			want:   refusals{collecting.Closed},
		},
		"listed as expired": {
			change: func(c *receivables.Case, _ *collecting.State) { c.Status = "expired" },
			want:   refusals{collecting.Closed},
		},
		"the live check says that it ends now": {
			change: func(c *receivables.Case, _ *collecting.State) { c.ExpiresAt = noon },
			want:   refusals{collecting.Closed},
		},
		"it can be paid for a second": {
			change: func(c *receivables.Case, _ *collecting.State) { c.ExpiresAt = noon.Add(time.Second) },
		},
		"paid elsewhere": {
			change: func(c *receivables.Case, _ *collecting.State) { c.PaidElsewhere = noon },
			want:   refusals{collecting.PaidElsewhere},
		},
		"asked to stop": {
			change: func(_ *receivables.Case, s *collecting.State) {
				s.DoNotContact = collecting.Flag{Reason: collecting.AskedToStop}
			},
			want: refusals{collecting.NotToBeReached},
		},
		"a landline": {
			change: func(c *receivables.Case, _ *collecting.State) { c.Mobile = "021-5550-1234" },
			want:   refusals{collecting.NoMobileNumber},
		},
		"no number": {
			change: func(c *receivables.Case, _ *collecting.State) { c.Mobile = "" },
			want:   refusals{collecting.NoMobileNumber},
		},
		"a mobile of Malaysia": {
			change: func(c *receivables.Case, _ *collecting.State) { c.Mobile = "+60 12-345 6789" },
		},
		"a number of the United States, where nobody can tell": {
			change: func(c *receivables.Case, _ *collecting.State) { c.Mobile = "+1 201-555-0123" },
		},
		"held by a colleague": {
			change: func(_ *receivables.Case, s *collecting.State) {
				s.Hold = collecting.Hold{By: "USITI", Until: noon.Add(time.Minute)}
			},
			want: refusals{collecting.HeldByColleague}, until: noon.Add(time.Minute),
		},
		"held until now": {
			change: func(_ *receivables.Case, s *collecting.State) {
				s.Hold = collecting.Hold{By: "USITI", Until: noon}
			},
		},
		"held by the same person": {
			change: func(_ *receivables.Case, s *collecting.State) {
				s.Hold = collecting.Hold{By: "UBUDI", Until: noon.Add(time.Minute)}
			},
		},
		"promised": {
			change: func(_ *receivables.Case, s *collecting.State) { s.Promise.Due = noon.Add(time.Second) },
			want:   refusals{collecting.Promised}, until: noon.Add(time.Second),
		},
		"a broken promise": {
			change: func(_ *receivables.Case, s *collecting.State) { s.Promise.Due = noon },
		},
		"snoozed": {
			change: func(_ *receivables.Case, s *collecting.State) { s.Snooze.Until = noon.Add(time.Hour) },
			want:   refusals{collecting.Snoozed}, until: noon.Add(time.Hour),
		},
		"quiet hours":                     {now: at(20, 0, 25), want: quiet, until: at(8, 0, 26)},
		"a second before the quiet hours": {now: at(20, 0, 25).Add(-time.Second)},
		"early":                           {now: at(7, 59, 25), want: quiet, until: at(8, 0, 25)},
		"a Sunday":                        {now: at(12, 0, 29), want: quiet, until: at(8, 0, 30)},
		"Friday evening":                  {now: at(20, 30, 27), want: quiet, until: at(8, 0, 30)},
		"Natal": {
			now:   time.Date(2026, 12, 25, 10, 0, 0, 0, wib),
			want:  quiet,
			until: time.Date(2026, 12, 28, 8, 0, 0, 0, wib),
		},
		"joint leave": {
			now:   time.Date(2026, 12, 24, 10, 0, 0, 0, wib),
			want:  quiet,
			until: time.Date(2026, 12, 28, 8, 0, 0, 0, wib),
		},
		"59 minutes old": {
			change: func(c *receivables.Case, _ *collecting.State) { c.Newest = noon.Add(-59 * time.Minute) },
			want:   refusals{collecting.TooYoung}, until: noon.Add(time.Minute),
		},
		"an hour old": {change: func(c *receivables.Case, _ *collecting.State) { c.Newest = noon.Add(-time.Hour) }},
		"everything at once": {
			change: func(c *receivables.Case, s *collecting.State) {
				c.Status, c.Closed, c.Mobile, c.PaidElsewhere, c.Newest = "paid", noon, "", noon, noon
				later := noon.AddDate(0, 0, 9)
				s.DoNotContact.Reason, s.Hold.Until, s.Promise.Due, s.Snooze.Until = "vip", later, later, later
				s.Contacts = []collecting.Contact{contact("USITI", time.Hour)}
			},
			now: at(21, 0, 25),
			want: refusals{
				collecting.Paid, collecting.PaidElsewhere, collecting.NotToBeReached, collecting.NoMobileNumber,
				collecting.HeldByColleague, collecting.Promised, collecting.Snoozed, collecting.CoolingDown,
				collecting.QuietTime,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := openBill(), collecting.State{}
			if tt.change != nil {
				tt.change(&c, &s)
			}
			if tt.now.IsZero() {
				tt.now = noon
			}
			v := rules.Check(c, s, budi, tt.now)
			if diff := cmp.Diff(tt.want, refusals(kinds(v))); diff != "" {
				t.Error(diff)
			}
			if first, _ := v.First(); !tt.until.IsZero() && !first.Until.Equal(tt.until) {
				t.Errorf("until %s, want %s", first.Until, tt.until)
			}
		})
	}
}

func TestCoolDown(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	for name, tt := range map[string]struct {
		ago      []time.Duration // of the contacts with the customer
		ofCase   int
		checkout bool
		limit    collecting.Limit
		until    time.Time
	}{
		"never":         {},
		"a day ago":     {ago: []time.Duration{24 * hour}},
		"less":          {ago: []time.Duration{24*hour - 1}, limit: collecting.PerGap, until: noon.Add(1)},
		"two in a week": {ago: []time.Duration{30 * hour, 60 * hour}},
		"three in a week": {
			ago:   []time.Duration{30 * hour, 60 * hour, 100 * hour},
			limit: collecting.PerWeek, until: noon.Add(68 * hour),
		},
		"the third a week ago": {ago: []time.Duration{30 * hour, 60 * hour, 168 * hour}},
		"the week lasts longer than the gap": {
			ago: []time.Duration{hour, 60 * hour, 100 * hour}, limit: collecting.PerWeek, until: noon.Add(68 * hour),
		},
		"the gap lasts longer than the week": {
			ago: []time.Duration{hour, 60 * hour, 167 * hour}, limit: collecting.PerGap, until: noon.Add(23 * hour),
		},
		"a bill five times":     {ofCase: 5},
		"a bill six times":      {ofCase: 6, ago: []time.Duration{hour}, limit: collecting.PerBill},
		"a checkout once":       {ofCase: 1, checkout: true},
		"a checkout twice":      {ofCase: 2, checkout: true, limit: collecting.PerCheckout},
		"a bill twice is fine":  {ofCase: 2},
		"four, but long before": {ago: []time.Duration{200 * hour, 201 * hour, 202 * hour, 203 * hour}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := openBill(), collecting.State{CaseContacts: tt.ofCase}
			for _, ago := range tt.ago {
				s.Contacts = append(s.Contacts, contact("USITI", ago))
			}
			if tt.checkout {
				c.Type = "generic_link"
			}
			first, refused := rules.Check(c, s, budi, noon).First()
			if refused != (tt.limit != "") || first.Limit != tt.limit || !first.Until.Equal(tt.until) {
				t.Errorf("%+v", first)
			}
		})
	}
}

func TestAnyway(t *testing.T) {
	t.Parallel()
	verdict := func(kinds ...collecting.Kind) (v collecting.Verdict) {
		for _, k := range kinds {
			v = append(v, collecting.Refusal{Kind: k})
		}
		return v
	}
	passable := []collecting.Kind{
		collecting.HeldByColleague, collecting.Promised, collecting.Snoozed, collecting.CoolingDown,
		collecting.QuietTime, collecting.TooYoung,
	}
	if _, ok := verdict(passable...).Anyway(admin, ""); !ok {
		t.Error("an admin may not")
	}
	if _, ok := verdict(passable...).Anyway(budi, budi.ID); !ok {
		t.Error("the owner may not")
	}
	for _, owner := range []string{"", "USITI"} {
		if _, ok := verdict(passable...).Anyway(budi, owner); ok {
			t.Errorf("anybody may when the owner is %q", owner)
		}
	}
	if _, ok := verdict(passable...).Anyway(collecting.Person{}, ""); ok {
		t.Error("nobody is the owner of what nobody owns")
	}
	for _, k := range []collecting.Kind{
		collecting.Paid, collecting.Closed, collecting.PaidElsewhere, collecting.NotToBeReached,
	} {
		if _, ok := verdict(k, collecting.QuietTime).Anyway(admin, admin.ID); ok {
			t.Errorf("an admin passes %s", k)
		}
	}
	left, ok := verdict(collecting.NoMobileNumber, collecting.QuietTime).Anyway(admin, "")
	if !ok || !left.CopyOnly() {
		t.Errorf("without a number: %v, %v", left, ok)
	}
	for _, v := range []collecting.Verdict{nil, verdict(collecting.NoMobileNumber)} {
		if _, ok := v.Anyway(admin, ""); ok {
			t.Errorf("there is something to pass in %v", v)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	date := func(month time.Month, day int) workdays.Date {
		return workdays.Date{Year: 2026, Month: month, Day: day}
	}
	for name, tt := range map[string]struct {
		date     workdays.Date
		snoozed  string // empty: refused
		promised bool
	}{
		"yesterday":        {date: date(11, 24)},
		"today":            {date: date(11, 25), promised: true},
		"tomorrow":         {date: date(11, 26), snoozed: "2026-11-26 08:00", promised: true},
		"Saturday":         {date: date(11, 28), snoozed: "2026-11-30 08:00", promised: true},
		"joint leave":      {date: date(12, 24), snoozed: "2026-12-28 08:00", promised: true},
		"the last day":     {date: date(11, 25).AddDays(60), snoozed: "2027-01-25 08:00", promised: true},
		"a day after that": {date: date(11, 25).AddDays(61)},
		"far away":         {date: workdays.Date{Year: 9999, Month: 1, Day: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			until, err := rules.SnoozeUntil(tt.date, noon.UTC())
			if got := until.In(wib).Format("2006-01-02 15:04"); err == nil && got != tt.snoozed ||
				(err == nil) != (tt.snoozed != "") {
				t.Errorf("snoozed until %s, %v", got, err)
			}
			due, err := rules.PromiseDue(tt.date, noon.UTC())
			if (err == nil) != tt.promised {
				t.Errorf("promised: %v", err)
			}
			if err == nil && rules.PromisedDay(collecting.Promise{Due: due}) != tt.date {
				t.Errorf("promised until %s", due)
			}
			if wrong, ok := err.(*collecting.DateError); ok {
				if _, err := rules.SnoozeUntil(wrong.Proposed, noon); err != nil && tt.date != date(11, 24) {
					t.Errorf("the proposed %s is refused too: %v", wrong.Proposed, err)
				}
			}
		})
	}
}

func TestCardID(t *testing.T) {
	t.Parallel()
	id := collecting.NewCardID(noon)
	if !id.Opened().Equal(noon) || id == collecting.NewCardID(noon) {
		t.Errorf("%s was opened %s", id, id.Opened())
	}
	for _, wrong := range []collecting.CardID{"", "-", "x", "-abcdefghij", "z z-abcdefghij", id + "x", id[1:2]} {
		if !wrong.Opened().IsZero() {
			t.Errorf("%q is a card of %s", wrong, wrong.Opened())
		}
	}
}
