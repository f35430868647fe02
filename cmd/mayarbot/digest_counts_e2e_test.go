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

// A digest says exactly what Mayar lists. All digests that are due together read the list once, and
// ask at most five times about transactions that vanished from it.
func TestDigestsAreExactAndReadTheListOnce(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"v2", "v1"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			r := newTestBot(t, func(cfg *config, _ *fakemayar.Options) {
				cfg.MayarAPIVersion, cfg.Admins = mayarVersion(version), userIDs{fakeslack.Ayu}
			})
			sales := r.as(fakeslack.Ayu, fakeslack.Sales)
			due := inAHour(r)
			r.makeDigestAt(due)
			sales.makeDigestAt(due)
			second := r.expectAnswer("/digest daily "+due, "This channel has this digest already")
			r.click(second, message.ActionDigestCreateAnyway)
			r.waitForText("Digest created")
			r.advance(time.Hour)
			r.arriveAll(sales, 1, "278 unpaid")
			for day, change := range []struct{ paid, lapsed, added int }{
				{6, 8, 0}, {12, 25, 3}, {0, 0, 0}, {1, 60, 1},
			} {
				want := r.changeTransactions(change.paid, change.lapsed, change.added)
				before := len(r.mayar.Requests())
				r.advance(24 * time.Hour)
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

// When more transactions expire at once than one sync asks about, the rest are told as gone, and
// once more as expired when that is known.
func TestVanishedTransactionsAreToldAsExpiredLater(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	r.makeDigest()
	r.advance(time.Hour)
	r.waitForDigests(1, "278 unpaid")
	r.changeTransactions(0, 42, 0)
	r.advance(24 * time.Hour)
	first := r.waitForDigests(2, "236 unpaid")
	lapsed, gone, later := numberIn(first.Text, `(\d+) expired`), numberIn(first.Text, `(\d+) gone`), 0
	for n := 3; later < gone && n < 8; n++ {
		r.advance(24 * time.Hour)
		next := r.waitForDigests(n, "236 unpaid", "no change")
		later += numberIn(string(next.Blocks), `explained now: (\d+) expired`)
	}
	if lapsed+gone != 42 || gone == 0 || later != gone {
		t.Errorf("42 have lapsed: %d were told as lapsed, %d as gone, and %d of those as lapsed later", lapsed, gone,
			later)
	}
}

// numberIn returns the number that a pattern finds in a text, or 0.
func numberIn(text, pattern string) int {
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		return 0
	}
	n, _ := strconv.Atoi(found[1])
	return n
}

// unpaid returns how many transactions Mayar lists.
func (r *testBot) unpaid() (n int) {
	for _, one := range r.mayar.Transactions() {
		if one.Status == fakemayar.StatusActive {
			n++
		}
	}
	return n
}

// changeTransactions pays some, lets some expire and adds some. It returns what a digest must say.
func (r *testBot) changeTransactions(paid, lapsed, added int) []string {
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

// arriveAll waits for a number of rounds of two digests in one channel and one in another. The
// newest must contain the texts.
func (r *testBot) arriveAll(other *testBot, rounds int, want ...string) {
	r.Helper()
	for in, each := range map[*testBot]int{r: 2, other: 1} {
		r.waitUntil(fmt.Sprintf("round %d", rounds), func() bool { return len(in.postedDigests()) >= each*rounds })
		for _, msg := range slices.Backward(in.postedDigests()[each*(rounds-1):]) {
			if !containsAll(msg.Text, want...) {
				r.Fatalf("round %d says %q, want %q", rounds, msg.Text, want)
			}
		}
	}
}
