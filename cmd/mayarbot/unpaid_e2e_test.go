package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/mayarbot/mayarbot/store/storetest"
)

var (
	repeats  = regexp.MustCompile(`(\d+)×`)
	pageText = regexp.MustCompile(`[Pp]age (\d+) of (\d+)`)
)

// Each of the 278 transactions is on exactly one page.
func TestPagingThroughAllUnpaid(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"v1", "v2"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			r := newTestBot(t,
				func(cfg *config, shop *fakemayar.Options) { cfg.MayarAPIVersion = mayarVersion(version) })
			msg := r.expectAnswer("/unpaid", "278 unpaid", "As of")
			pages, err := strconv.Atoi(pageText.FindStringSubmatch(r.lastText())[2])
			if err != nil {
				t.Fatal(err)
			}
			seen := 0
			for page := 1; ; page++ {
				seen += rowsIn(r.lastText())
				if page == pages {
					break
				}
				r.click(msg, message.ActionUnpaidNext)
				r.waitForText(fmt.Sprintf("age %d of %d", page+1, pages))
			}
			if strings.Contains(r.lastText(), message.ActionUnpaidNext) {
				t.Error("the last page has a next one")
			}
			if seen != 278 {
				t.Errorf("%d transactions on %d pages, want 278", seen, pages)
			}
			if n := len(r.messages()); n != 1 {
				t.Errorf("%d messages; paging must change the one there is", n)
			}
		})
	}
}

// rowsIn counts the transactions on a page: a row with "3×" is three. Each row has a button that
// opens its card.
func rowsIn(blocks string) int {
	n := strings.Count(blocks, `"action_id":"`+message.ActionFollowUp+`"`)
	for _, times := range repeats.FindAllStringSubmatch(blocks, -1) {
		more, _ := strconv.Atoi(times[1])
		n += more - 1
	}
	return n
}

// A group of four shows each transaction with its own link, and leads back to the page before.
func TestGroupOpensAndCloses(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	msg := r.expectAnswer("/unpaid teguh.gunawan@example.com", "4 unpaid", "4×")
	r.click(msg, message.ActionUnpaidGroup)
	r.waitForText("Back to the list")
	text := r.lastText()
	links := map[string]bool{}
	for _, link := range regexp.MustCompile(`https?://[^"]+`).FindAllString(text, -1) {
		links[link] = true
	}
	if len(links) != 4 {
		t.Errorf("%d links of 4 in %s", len(links), text)
	}
	r.click(msg, message.ActionUnpaidBack)
	r.waitForText("4 unpaid")
	if n := len(r.messages()); n != 1 {
		t.Errorf("%d messages; the group takes the place of the list", n)
	}
}

// Payers are told by name: for the number in a digest, and on request.
func TestPayersAreListed(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	r.expectAnswer("/unpaid status:paid", "Nothing matches", "since")
	var paid fakemayar.Transaction
	for _, one := range r.mayar.Transactions() {
		if one.Status == fakemayar.StatusActive && one.Customer.Email != "" {
			paid = one
			break
		}
	}
	if err := r.mayar.MarkPaid(paid.ID); err != nil {
		t.Fatal(err)
	}
	r.advance(6 * time.Minute)
	r.expectAnswer("/unpaid", "277 unpaid")
	r.expectAnswer("/unpaid status:paid newer:1d", "1 paid", paid.Customer.Email)
}

func TestUnpaidSpellings(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	for _, command := range []string{"/unpaid", "/mayar unpaid", "/unpaid-dev", "/mayar-dev unpaid", "/mayar UNPAID"} {
		r.expectAnswer(command, "278 unpaid")
	}
	r.expectAnswer("/mayar unpiad", "unpaid")
	r.expectAnswer("/mayar", "/checkout", "/unpaid")
	r.expectAnswer("/unpaid older:yesterday", "older:yesterday", "older:7d")
}

// Mayar's list has only active transactions unless it is asked for expired ones.
func TestUnpaidShowsExpired(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	r.expectAnswer("/unpaid status:expired", "24 expired", "· expired", "What expired before", "may be missing")
	r.expectAnswer("/unpaid status:all", "302 unpaid or expired", "What expired before")
	r.expectAnswer("/unpaid status:expired zulkifli", "No transaction matches")
	r.expectAnswer("/unpaid", "278 unpaid")
}

func TestUnpaidIsPrivateAndSharedMasked(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	msg := r.expectAnswer("/unpaid", "278 unpaid", "@example")
	if !msg.Ephemeral || msg.To != r.user {
		t.Errorf("the list is seen by others: %+v", msg)
	}
	budi := r.as(fakeslack.Budi, r.channel)
	if len(budi.messages()) != 0 {
		t.Fatal("somebody else sees it")
	}
	r.click(msg, message.ActionUnpaidShare)
	shared := budi.waitForText("Rp")
	if shared.Ephemeral || regexp.MustCompile(`[a-z0-9.]{3,}@example`).MatchString(string(shared.Blocks)) ||
		strings.Contains(string(shared.Blocks), "/plt/") {
		t.Errorf("personal data in the channel: %s", shared.Blocks)
	}
	budi.click(shared, message.ActionUnpaidShowPrivately)
	r.waitUntil("the full list", func() bool { return len(budi.messages()) == 2 })
	private, _ := budi.last()
	if !private.Ephemeral || private.To != budi.user {
		t.Errorf("the full list is not private to the one who clicked: %+v", private)
	}
	if still := budi.messages()[0]; still.TS != shared.TS || string(still.Blocks) != string(shared.Blocks) {
		t.Error("the click changed the message that everybody sees")
	}
}

// Twenty people who look at a warm mirror cause at most one sync, within the limit that the pretend
// Mayar enforces.
func TestTwentyPeopleCauseOneSync(t *testing.T) {
	t.Parallel()
	r := newTestBot(t, func(cfg *config, shop *fakemayar.Options) {
		cfg.MayarRequestsPerMinute, shop.RequestsPerMinute = 20, 20
	})
	r.expectAnswer("/unpaid", "278 unpaid")
	before := len(r.mayar.Requests())
	var people sync.WaitGroup
	for range 20 {
		people.Go(func() { r.send("/unpaid") })
	}
	people.Wait()
	r.waitUntil("20 answers", func() bool { return len(r.messages()) == 21 })
	if more := len(r.mayar.Requests()) - before; more > 6 {
		t.Errorf("%d requests to Mayar for 20 looks at a warm mirror", more)
	}
	if most := r.mayar.MostInAnyMinute(); most > 20 {
		t.Errorf("%d requests in a minute", most)
	}
}

func TestMirrorSurvivesARestart(t *testing.T) {
	t.Parallel()
	storetest.EachMigratedURL(t, func(t *testing.T, url string) {
		r := newTestBot(t, func(cfg *config, _ *fakemayar.Options) { cfg.DatabaseURL = databaseURL(url) })
		r.expectAnswer("/unpaid", "278 unpaid")
		r.end()
		r.mayar.Down(true)
		r.start()
		r.expectAnswer("/unpaid", "278 unpaid")
	})
}

func TestUnpaidInIndonesian(t *testing.T) {
	t.Parallel()
	r := newTestBot(t, func(cfg *config, _ *fakemayar.Options) { cfg.Language = "id" })
	r.expectAnswer("/unpaid", "278 belum dibayar")
	r.expectAnswer("/mayar help", "/unpaid")
}
