package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// A digest says exactly what Mayar lists, and all digests of a moment together ask for the list
// once and five times for what has vanished from it, whatever has.
func TestDigestsAreExactAndCostOneReadingOfTheList(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"v2", "v1"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, func(cfg *config, _ *fakemayar.Options) {
				cfg.MayarAPIVersion, cfg.Admins = mayarVersion(version), userIDs{fakeslack.Ayu}
			})
			sales := r.as(fakeslack.Ayu, fakeslack.Sales)
			r.makeDigest()
			sales.makeDigest()
			second := r.answers("/digest daily "+inAHour(r), "This channel has this digest already")
			r.click(second, message.ActionDigestCreateAnyway)
			r.sees("Digest created")
			r.laterBy(time.Hour)
			r.arriveAll(sales, 1, "278 unpaid")
			for day, change := range []struct{ paid, lapsed, added int }{
				{6, 8, 0}, {12, 25, 3}, {0, 0, 0}, {1, 60, 1},
			} {
				want := r.happens(change.paid, change.lapsed, change.added)
				before := len(r.mayar.Requests())
				r.laterBy(24 * time.Hour)
				r.arriveAll(sales, day+2, want...)
				most := (r.unpaid()+49)/50 + 5
				if asked := r.mayar.Requests()[before:]; len(asked) > most {
					t.Errorf("day %d: %d requests for %d unpaid in 2 channels, want at most %d: %v", day, len(asked),
						r.unpaid(), most, asked)
				}
			}
		})
	}
}

// More lapse at once than one reading of the list can ask about: those are told as gone, and as
// lapsed once that is known, each once.
func TestWhatIsGoneIsToldAsLapsedOnceThatIsKnown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.makeDigest()
	r.laterBy(time.Hour)
	r.arrives(1, "278 unpaid")
	r.happens(0, 42, 0)
	r.laterBy(24 * time.Hour)
	first := r.arrives(2, "236 unpaid")
	lapsed, gone, later := number(first.Text, `(\d+) expired`), number(first.Text, `(\d+) gone`), 0
	for n := 3; later < gone && n < 8; n++ {
		r.laterBy(24 * time.Hour)
		next := r.arrives(n, "236 unpaid", "no change")
		later += number(string(next.Blocks), `explained now: (\d+) expired`)
	}
	if lapsed+gone != 42 || gone == 0 || later != gone {
		t.Errorf("42 have lapsed: %d were told as lapsed, %d as gone, and %d of those as lapsed later", lapsed, gone,
			later)
	}
}

// number is the one that a pattern finds, or 0.
func number(text, pattern string) int {
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		return 0
	}
	n, _ := strconv.Atoi(found[1])
	return n
}

// unpaid is how many Mayar lists.
func (r *rig) unpaid() (n int) {
	for _, one := range r.mayar.Transactions() {
		if one.Status == fakemayar.StatusActive {
			n++
		}
	}
	return n
}

// happens lets some be paid, some lapse, and adds some, and returns what a digest must say then.
func (r *rig) happens(paid, lapsed, added int) []string {
	r.Helper()
	ids := r.mayar.OldestUnpaid(paid + lapsed)
	for _, id := range ids[:paid] {
		if err := r.mayar.MarkPaid(id); err != nil {
			r.Fatal(err)
		}
	}
	for _, id := range ids[paid:] {
		if err := r.mayar.Expire(id); err != nil {
			r.Fatal(err)
		}
	}
	for range added {
		r.mayar.Add(fakemayar.Transaction{Amount: 50_000})
	}
	amount, atLeast := int64(0), ""
	for _, one := range r.mayar.Transactions() {
		if one.Status == fakemayar.StatusActive {
			amount += one.Amount
			if one.NoAmount() {
				atLeast = "at least "
			}
		}
	}
	want := []string{fmt.Sprintf("%d unpaid · %s%s", r.unpaid(), atLeast, message.Rupiah(amount))}
	if paid > 0 {
		want = append(want, fmt.Sprintf("%d paid", paid))
	}
	if paid+lapsed+added == 0 {
		want = append(want, "no change")
	}
	return want
}

// arriveAll waits for so many rounds of two digests in one channel and one in another, the newest
// of which say what is wanted.
func (r *rig) arriveAll(other *rig, rounds int, want ...string) {
	r.Helper()
	for in, each := range map[*rig]int{r: 2, other: 1} {
		r.wait(fmt.Sprintf("round %d", rounds), func() bool { return len(in.posted()) >= each*rounds })
		for _, msg := range slices.Backward(in.posted()[each*(rounds-1):]) {
			if !holds(msg.Text, want...) {
				r.Fatalf("round %d says %q, want %q", rounds, msg.Text, want)
			}
		}
	}
}
