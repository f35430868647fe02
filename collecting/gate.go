package collecting

import (
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/phone"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	// mayarsHour is how long Mayar's own reminders come after a checkout.
	mayarsHour = time.Hour

	week = 7 * 24 * time.Hour

	maxBillContacts     = 6 // of one case
	maxCheckoutContacts = 2
)

// A Kind is why nobody is to be reminded. Its value stands in the audit.
type Kind string

// The kinds, in the order of the gate. Nobody passes the first five.
const (
	Paid            Kind = "paid"
	Closed          Kind = "closed" // or expired
	PaidElsewhere   Kind = "paid elsewhere"
	NotToBeReached  Kind = "do not contact"
	NoMobileNumber  Kind = "no mobile number"
	HeldByColleague Kind = "held"
	Promised        Kind = "promised"
	Snoozed         Kind = "snoozed"
	CoolingDown     Kind = "cool-down"
	QuietTime       Kind = "quiet"
	TooYoung        Kind = "too young"
)

var final = []Kind{Paid, Closed, PaidElsewhere, NotToBeReached, NoMobileNumber}

// IsFinal reports whether nobody passes.
func (k Kind) IsFinal() bool { return slices.Contains(final, k) }

// A Limit is what a customer or a case has had enough of.
type Limit string

// The limits of a cool-down.
const (
	PerGap      Limit = "gap"      // the last contact was too recently
	PerWeek     Limit = "week"     // as many contacts as a week may have
	PerBill     Limit = "bill"     // as many as a bill may have; does not end
	PerCheckout Limit = "checkout" // as many as a left checkout may have; does not end
)

// A Refusal is one reason why nobody is to be reminded.
type Refusal struct {
	Kind   Kind
	Who    string     // the colleague, who flagged, snoozed, wrote the promise down, or made the last contact
	Since  time.Time  // when it was paid or closed, flagged, or the last contact
	Until  time.Time  // when it ends; zero: it does not
	Limit  Limit      // of CoolingDown
	Reason FlagReason // of NotToBeReached
}

// A Verdict is every reason why nobody is to be reminded, in the order of the gate. An empty one
// lets through.
type Verdict []Refusal

// First returns the reason that people read.
func (v Verdict) First() (r Refusal, refused bool) {
	if len(v) == 0 {
		return Refusal{}, false
	}
	return v[0], true
}

// CopyOnly reports whether only a mobile number is missing: the text may be copied.
func (v Verdict) CopyOnly() bool { return len(v) == 1 && v[0].Kind == NoMobileNumber }

// Anyway returns what is left of the verdict for a person who reminds anyway: nothing, or that
// there is no number. ok is false if the person may not, or there is nothing to pass.
func (v Verdict) Anyway(p Person, owner string) (left Verdict, ok bool) {
	for _, r := range v {
		switch {
		case r.Kind == NoMobileNumber:
			left = append(left, r)
		case r.Kind.IsFinal():
			return nil, false
		default:
			ok = true
		}
	}
	if !ok || !p.Admin && (owner == "" || owner != p.ID) {
		return nil, false
	}
	return left, true
}

// Check returns why p is not to remind the customer of a case now.
func (r Rules) Check(c receivables.Case, s State, p Person, now time.Time) (v Verdict) {
	add := func(refused bool, why Refusal) {
		if refused {
			v = append(v, why)
		}
	}
	paid := !c.Closed.IsZero() && c.Status == string(receivables.StatusPaid)
	add(paid, Refusal{Kind: Paid, Since: c.Closed})
	add(!paid && !c.IsOpen(now), Refusal{Kind: Closed, Since: closedAt(c)})
	add(!c.PaidElsewhere.IsZero(), Refusal{Kind: PaidElsewhere, Since: c.PaidElsewhere})
	f := s.DoNotContact
	add(f.Reason != "", Refusal{Kind: NotToBeReached, Who: f.By, Since: f.At, Reason: f.Reason})
	_, mobile := phone.Mobile(c.Mobile)
	add(!mobile, Refusal{Kind: NoMobileNumber})
	held := s.Hold.By != p.ID && now.Before(s.Hold.Until)
	add(held, Refusal{Kind: HeldByColleague, Who: s.Hold.By, Until: s.Hold.Until})
	add(s.Promise.IsOpen(now), Refusal{Kind: Promised, Who: s.Promise.By, Since: s.Promise.Made, Until: s.Promise.Due})
	add(now.Before(s.Snooze.Until), Refusal{Kind: Snoozed, Who: s.Snooze.By, Until: s.Snooze.Until})
	if cooling, refused := r.coolDown(c, s, now); refused {
		v = append(v, cooling)
	}
	allowed := r.Calendar.NextAllowed(now, r.Quiet, r.Zone)
	add(allowed.After(now), Refusal{Kind: QuietTime, Until: allowed})
	old := c.Newest.Add(mayarsHour)
	add(now.Before(old), Refusal{Kind: TooYoung, Since: c.Newest, Until: old})
	return v
}

func closedAt(c receivables.Case) time.Time {
	if c.Closed.IsZero() {
		return c.ExpiresAt
	}
	return c.Closed
}

// coolDown returns the limit that lasts longest.
func (r Rules) coolDown(c receivables.Case, s State, now time.Time) (longest Refusal, refused bool) {
	var last Contact
	if len(s.Contacts) > 0 {
		last = s.Contacts[0]
	}
	longest = Refusal{Kind: CoolingDown, Who: last.By, Since: last.At}
	switch bill := c.IsBill(); {
	case bill && s.CaseContacts >= maxBillContacts:
		longest.Limit = PerBill
		return longest, true
	case !bill && s.CaseContacts >= maxCheckoutContacts:
		longest.Limit = PerCheckout
		return longest, true
	}
	until := func(end time.Time, limit Limit) {
		if end.After(now) && end.After(longest.Until) {
			longest.Until, longest.Limit, refused = end, limit, true
		}
	}
	if len(s.Contacts) > 0 {
		until(last.At.Add(r.Gap), PerGap)
	}
	if n := r.PerWeek; n > 0 && len(s.Contacts) >= n {
		until(s.Contacts[n-1].At.Add(week), PerWeek)
	}
	return longest, refused
}
