package fakemayar_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

func TestRateLimit(t *testing.T) {
	t.Parallel()
	s, c := start(t, fakemayar.Options{RequestsPerMinute: fakemayar.DefaultRequestsPerMinute})
	for i := range 20 {
		if a := get(t, s, unpaidPath); a.Status != http.StatusOK {
			t.Fatalf("request %d: HTTP %d", i+1, a.Status)
		}
		if i == 9 {
			c.advance(30 * time.Second)
		}
	}
	refused := get(t, s, unpaidPath)
	wantJSON(t, refused, http.StatusTooManyRequests, `{"statusCode":429,"messages":"Too Many Requests"}`)
	if got := refused.Header.Get("Retry-After"); got != "30" {
		t.Errorf("Retry-After %s, want 30: the first half leaves the minute then", got)
	}
	c.advance(30*time.Second - time.Millisecond)
	if a := get(t, s, unpaidPath); a.Status != http.StatusTooManyRequests || a.Header.Get("Retry-After") != "1" {
		t.Errorf("a moment early: HTTP %d, Retry-After %s", a.Status, a.Header.Get("Retry-After"))
	}
	c.advance(time.Millisecond)
	statuses := make(map[int]int)
	for range 12 {
		statuses[get(t, s, unpaidPath).Status]++
	}
	if diff := cmp.Diff(map[int]int{200: 10, 429: 2}, statuses); diff != "" {
		t.Errorf("when the first half has left the minute (-want +got):\n%s", diff)
	}
}

func TestFailingRequestsCount(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{RequestsPerMinute: 2})
	s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultServerError, Times: 1})
	var got []int
	for range 3 {
		got = append(got, get(t, s, unpaidPath).Status)
	}
	if diff := cmp.Diff([]int{500, 200, 429}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRequestLog(t *testing.T) {
	t.Parallel()
	s, c := start(t, fakemayar.Options{})
	get(t, s, unpaidPath+"?limit=5")
	c.advance(59 * time.Second)
	post(t, s, checkoutV1, "{")
	get(t, s, "/nowhere")
	if most, last := s.MostInAnyMinute(), s.InLastMinute(); most != 3 || last != 3 {
		t.Errorf("%d in any minute and %d in the last, want 3 and 3", most, last)
	}
	c.advance(time.Second) // the first request is now a minute old and no longer counts
	get(t, s, unpaidPath)
	if most, last := s.MostInAnyMinute(), s.InLastMinute(); most != 3 || last != 3 {
		t.Errorf("%d in any minute and %d in the last, want 3 and 3", most, last)
	}
	c.advance(time.Hour)
	if most, last := s.MostInAnyMinute(), s.InLastMinute(); most != 3 || last != 0 {
		t.Errorf("%d in any minute and %d in the last, want 3 and 0", most, last)
	}
	want := []fakemayar.Request{
		{At: noon, Method: "GET", Path: unpaidPath, Query: "limit=5", Status: 200},
		{At: noon.Add(59 * time.Second), Method: "POST", Path: checkoutV1, Status: 400},
		{At: noon.Add(59 * time.Second), Method: "GET", Path: "/nowhere", Status: 404},
		{At: noon.Add(time.Minute), Method: "GET", Path: unpaidPath, Status: 200},
	}
	if diff := cmp.Diff(want, s.Requests()); diff != "" {
		t.Errorf("request log (-want +got):\n%s", diff)
	}
}

func TestRequestLogIsBounded(t *testing.T) {
	t.Parallel()
	now := noon
	s := fakemayar.New(fakemayar.Options{RequestsPerMinute: -1, Now: func() time.Time { return now }})
	for range 10_001 {
		now = now.Add(time.Second)
		serve(s, httptest.NewRequest("GET", "/nowhere", nil))
	}
	log := s.Requests()
	if len(log) > 10_000 || !log[len(log)-1].At.Equal(now) || s.MostInAnyMinute() != 60 {
		t.Errorf(
			"%d requests until %v, at most %d in a minute; want at most 10,000 until %v, 60 in a minute", len(log),
			log[len(log)-1].At, s.MostInAnyMinute(), now,
		)
	}
}
