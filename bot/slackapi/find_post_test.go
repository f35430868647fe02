package slackapi_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func slotMetadata(n int) slackapi.Metadata {
	return slackapi.Metadata{Type: "digest", Payload: map[string]any{"slot": fmt.Sprint(n)}}
}

// matching returns a matcher for one Metadata.
func matching(want slackapi.Metadata) func(slackapi.Metadata) bool {
	return func(got slackapi.Metadata) bool {
		return got.Type == want.Type && got.Payload["slot"] == want.Payload["slot"]
	}
}

// startDated runs a bot in a workspace whose messages are dated by the clock.
func startDated(t *testing.T, clock *clock, options fakeslack.Options) *harness {
	t.Helper()
	options.Now = clock.now
	slack := fakeslack.Start(options)
	t.Cleanup(slack.Close)
	return startOn(t, slack, clock.now)
}

func TestFindPost(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := startDated(t, clock, fakeslack.Options{})
	began := clock.now()
	b.Fail("chat.postMessage", 1, fakeslack.Failure{Drop: true, AfterDelivery: true})
	if _, err := b.api.Post(t.Context(), fakeslack.Finance, textMessage("one"), slotMetadata(1)); err == nil {
		t.Fatal("the call was not cut")
	}
	clock.advance(time.Hour)
	two, err := b.api.Post(t.Context(), fakeslack.Finance, textMessage("two"), slotMetadata(2))
	if err != nil {
		t.Fatal(err)
	}
	one := b.Messages(fakeslack.Budi, fakeslack.Finance)[0].TS
	for i := range 250 { // more than a page
		if _, err := b.Say(fakeslack.Budi, fakeslack.Finance, fmt.Sprint("talk ", i)); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		channel string
		since   time.Time
		match   func(slackapi.Metadata) bool
		want    string
	}{
		"what was posted although the call was cut": {fakeslack.Finance, began, matching(slotMetadata(1)), one},
		"the later one":            {fakeslack.Finance, began, matching(slotMetadata(2)), two},
		"the newest of two":        {fakeslack.Finance, began, func(slackapi.Metadata) bool { return true }, two},
		"none":                     {fakeslack.Finance, began, matching(slotMetadata(3)), ""},
		"not so far back":          {fakeslack.Finance, began.Add(30 * time.Minute), matching(slotMetadata(1)), ""},
		"by a clock that is ahead": {fakeslack.Finance, began.Add(4 * time.Minute), matching(slotMetadata(1)), one},
		"in all there is":          {fakeslack.Finance, time.Time{}, matching(slotMetadata(1)), one},
		"not in another channel":   {fakeslack.Sales, began, matching(slotMetadata(1)), ""},
	} {
		ts, found, err := b.api.FindPost(t.Context(), c.channel, c.since, c.match)
		if err != nil || ts != c.want || found != (c.want != "") {
			t.Errorf("%s: %q, %v, %v; want %q", name, ts, found, err, c.want)
		}
	}
}

func TestFindPostWhereItMayNotLook(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := startAging(t, clock)
	find := func(channel string) *slackapi.PostError {
		_, found, err := b.api.FindPost(t.Context(), channel, time.Now(), matching(slotMetadata(1)))
		if found {
			t.Error("found")
		}
		return postErrorOf(t, err)
	}
	if got := find(fakeslack.General); got.Code != "not_in_channel" || !got.Permanent() {
		t.Errorf("in a channel that the bot is not in: %+v", got)
	}
	if got := find(fakeslack.Founders); got.Code != "channel_not_found" {
		t.Errorf("in a private channel that the bot is not in: %+v", got)
	}
	b.RateLimit("conversations.history", 1, 9*time.Second)
	if got := find(fakeslack.Finance); got.Code != slackapi.CodeRateLimited || got.RetryAfter != 9*time.Second ||
		got.Permanent() {
		t.Errorf("after a 429: %+v", got)
	}
	clock.advance(9 * time.Second)
	b.Fail("conversations.history", 1, fakeslack.Failure{Status: 503})
	if got := find(fakeslack.Finance); got.Code != slackapi.CodeServerError || got.Permanent() {
		t.Errorf("after a 503: %+v", got)
	}
}

// startWithReplies returns an authenticated client of a Slack that answers some methods as the test
// says.
func startWithReplies(t *testing.T, methods map[string]http.HandlerFunc) *slackapi.Client {
	t.Helper()
	mux := http.NewServeMux()
	for method, handler := range methods {
		mux.HandleFunc("/"+method, handler)
	}
	if methods["auth.test"] == nil {
		mux.HandleFunc("/auth.test", reply(`{"ok":true,"team_id":"T1","user_id":"UBOT","bot_id":"B1"}`))
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	api := newAPI(t, server.URL+"/", nil)
	if err := api.Authenticate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return api
}

// Others can post with the same Metadata; only the bot's own messages count.
func TestFindPostKnowsItsOwn(t *testing.T) {
	t.Parallel()
	const metadata = `"metadata":{"event_type":"digest","event_payload":{"slot":"1"}}`
	b := startWithReplies(t, map[string]http.HandlerFunc{"conversations.history": reply(`{"ok":true,"messages":[
		{"type":"message","ts":"6.0","bot_id":"B2","user":"UOTHER",` + metadata + `},
		{"type":"message","ts":"5.0","user":"U1",` + metadata + `},
		{"type":"message","ts":"4.0","bot_id":"B1","user":"UBOT"},
		{"type":"message","ts":"3.0","bot_id":"B1","user":"UBOT",` + metadata + `}],"has_more":false}`)})
	ts, found, err := b.FindPost(t.Context(), "C1", time.Unix(1, 0), matching(slotMetadata(1)))
	if ts != "3.0" || !found || err != nil {
		t.Errorf("%q, %v, %v", ts, found, err)
	}
}

// "Not found" would have a digest posted twice, so it is returned only when everything was read.
func TestFindPostThatCannotReadEverything(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		page  string
		calls int
	}{
		"no end": {`{"ok":true,"messages":[],"has_more":true,"response_metadata":{"next_cursor":"more"}}`,
			15},
		"no way to the end": {`{"ok":true,"messages":[],"has_more":true}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := make(chan string, 100)
			b := startWithReplies(t,
				map[string]http.HandlerFunc{"conversations.history": func(w http.ResponseWriter, r *http.Request) {
					calls <- r.FormValue("oldest") + " " + r.FormValue("include_all_metadata")
					_, _ = io.WriteString(w, c.page)
				}})
			_, found, err := b.FindPost(t.Context(), "C1", time.Unix(1000, 0), matching(slotMetadata(1)))
			if got := postErrorOf(t, err); found || got.Code != slackapi.CodeHistoryTooLong || got.Permanent() {
				t.Errorf("%v, %+v", found, got)
			}
			if len(calls) != c.calls {
				t.Errorf("%d calls, want %d", len(calls), c.calls)
			}
			if got := <-calls; got != "700.000000 1" {
				t.Errorf("asked with oldest and include_all_metadata %s", got)
			}
		})
	}
}
