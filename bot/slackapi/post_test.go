package slackapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// postErrorOf returns err as a PostError, or fails the test.
func postErrorOf(t *testing.T, err error) *slackapi.PostError {
	t.Helper()
	failed, ok := errors.AsType[*slackapi.PostError](err)
	if !ok {
		t.Fatalf("%v is no PostError", err)
	}
	return failed
}

func TestPost(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	metadata := slackapi.Metadata{Type: "digest",
		Payload: map[string]any{"subscription": "k3f9", "slot": float64(1795222800000)}}
	var stamps []string
	for _, words := range []string{"one", "two"} {
		ts, err := b.api.Post(t.Context(), fakeslack.Finance, textMessage("%s", words), metadata)
		if err != nil {
			t.Fatal(err)
		}
		stamps = append(stamps, ts)
	}
	one := b.waitForMessage(t, fakeslack.Budi, fakeslack.Finance, hasText("one"))
	two := b.waitForMessage(t, fakeslack.Budi, fakeslack.Finance, hasText("two"))
	if diff := cmp.Diff([]string{one.TS, two.TS}, stamps); diff != "" {
		t.Errorf("the messages have other stamps than Post says (-want +got):\n%s", diff)
	}
	if apart := two.At.Sub(one.At); apart < 900*time.Millisecond {
		t.Errorf("two messages to one channel are %v apart", apart)
	}
	var got struct {
		Type    string         `json:"event_type"`
		Payload map[string]any `json:"event_payload"`
	}
	if err := json.Unmarshal(one.Metadata, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(metadata, slackapi.Metadata{Type: got.Type, Payload: got.Payload}); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
	for _, call := range b.Calls("chat.postMessage") {
		if call.Args["unfurl_links"] != "false" || call.Args["unfurl_media"] != "false" {
			t.Errorf("links may unfurl: %v", call.Args)
		}
	}
}

func TestPostWithLittleMetadata(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	for channel, metadata := range map[string]slackapi.Metadata{
		fakeslack.Finance: {}, fakeslack.Sales: {Type: "notice"},
	} {
		if _, err := b.api.Post(t.Context(), channel, textMessage("hello"), metadata); err != nil {
			t.Errorf("metadata %+v: %v", metadata, err)
		}
	}
	if got := b.waitForMessage(t, fakeslack.Budi, fakeslack.Finance, hasText("hello")).Metadata; got != nil {
		t.Errorf("without metadata it is %s", got)
	}
	if got := string(b.waitForMessage(t, fakeslack.Budi, fakeslack.Sales,
		hasText("hello")).Metadata); got != `{"event_type":"notice","event_payload":{}}` {
		t.Errorf("metadata without payload is %s", got)
	}
}

// Whatever fails, the call is made once, and the PostError is true of the channel.
func TestPostErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		how       fakeslack.Failure
		code      string
		unsure    bool
		permanent bool
		retry     time.Duration
	}{
		"500": {how: fakeslack.Failure{Status: 500}, code: slackapi.CodeServerError, unsure: true},
		"500, but posted": {how: fakeslack.Failure{Status: 500, AfterDelivery: true},
			code: slackapi.CodeServerError, unsure: true},
		"408":       {how: fakeslack.Failure{Status: 408}, code: slackapi.CodeServerError, unsure: true},
		"too large": {how: fakeslack.Failure{Status: 413}, code: slackapi.CodeServerError},
		"cut":       {how: fakeslack.Failure{Drop: true}, code: slackapi.CodeNoAnswer, unsure: true},
		"cut, but posted": {how: fakeslack.Failure{Drop: true, AfterDelivery: true}, code: slackapi.CodeNoAnswer,
			unsure: true},
		"unreadable answer": {how: fakeslack.Failure{Status: 200, Body: "<html>"}, code: slackapi.CodeNoAnswer,
			unsure: true},
		"answer without a ts": {how: fakeslack.Failure{Status: 200, Body: `{"ok":true}`, AfterDelivery: true},
			code: slackapi.CodeNoAnswer, unsure: true},
		"no without a reason": {how: fakeslack.Failure{Status: 200, Body: `{"ok":false}`}, code: slackapi.CodeNoAnswer,
			unsure: true},
		"internal_error": {how: fakeslack.Failure{Error: "internal_error", AfterDelivery: true},
			code: "internal_error", unsure: true},
		"fatal_error": {how: fakeslack.Failure{Error: "fatal_error"}, code: "fatal_error", unsure: true},
		"429": {how: fakeslack.Failure{Status: 429, RetryAfter: 7 * time.Second},
			code: slackapi.CodeRateLimited, retry: 7 * time.Second},
		"429 for an hour": {how: fakeslack.Failure{Status: 429, RetryAfter: time.Hour},
			code: slackapi.CodeRateLimited, retry: time.Hour},
		"rate_limited": {how: fakeslack.Failure{Error: "rate_limited"}, code: "rate_limited",
			retry: 30 * time.Second},
		"not in the channel": {how: fakeslack.Failure{Error: "not_in_channel"}, code: "not_in_channel",
			permanent: true},
		"token revoked": {how: fakeslack.Failure{Error: "token_revoked"}, code: "token_revoked",
			permanent: true},
		"read-only channel": {how: fakeslack.Failure{Error: "restricted_action_read_only_channel"},
			code: "restricted_action_read_only_channel", permanent: true},
		"blocks": {how: fakeslack.Failure{Error: "invalid_blocks"}, code: "invalid_blocks",
			permanent: true},
		"workspace is being moved": {how: fakeslack.Failure{Error: "team_added_to_org"}, code: "team_added_to_org"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, nil)
			b.Fail("chat.postMessage", 1, c.how)
			_, err := b.api.Post(t.Context(), fakeslack.Finance, textMessage("once"), slackapi.Metadata{})
			got := postErrorOf(t, err)
			if got.Method != "chat.postMessage" || got.Code != c.code || got.NotPosted() == c.unsure ||
				got.Permanent() != c.permanent || got.RetryAfter != c.retry {
				t.Errorf("%+v: definite %v, permanent %v", got, got.NotPosted(), got.Permanent())
			}
			if n := b.CallCounts()["chat.postMessage"]; n != 1 {
				t.Errorf("chat.postMessage was called %d times", n)
			}
			if posted := len(b.Messages(fakeslack.Budi, fakeslack.Finance)); posted > 0 && got.NotPosted() {
				t.Error("the message is there, and said not to be")
			}
		})
	}
}

func TestPostNotSent(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	strange := httptest.NewTLSServer(http.NotFoundHandler()) // with an untrusted certificate
	t.Cleanup(strange.Close)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	slack := fakeslack.Start(fakeslack.Options{})
	t.Cleanup(slack.Close)
	for name, c := range map[string]struct {
		ctx ctx
		url string
	}{
		"nobody listens":               {t.Context(), closed.URL + "/"},
		"nobody who can be trusted":    {t.Context(), strange.URL + "/"},
		"the context ended beforehand": {ended, slack.APIURL()},
	} {
		t.Run(name, func(t *testing.T) {
			api := newAPI(t, c.url, nil)
			_, err := api.Post(c.ctx, fakeslack.Finance, textMessage("never"), slackapi.Metadata{})
			if got := postErrorOf(t, err); got.Code != slackapi.CodeNotSent || !got.NotPosted() || got.Permanent() {
				t.Errorf("%+v", got)
			}
		})
	}
	if calls := slack.Calls(); len(calls) > 0 {
		t.Errorf("Slack was called: %+v", calls)
	}
}

func TestPostCancelled(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	release := b.HoldAPI("chat.postMessage")
	defer release()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_ = b.Wait(t.Context(), func() bool { return b.Held() > 0 })
		cancel()
	}()
	_, err := b.api.Post(ctx, fakeslack.Finance, textMessage("perhaps"), slackapi.Metadata{})
	got := postErrorOf(t, err)
	if got.Code != slackapi.CodeNoAnswer || got.NotPosted() || !errors.Is(err, context.Canceled) {
		t.Errorf("%+v", got)
	}
}

// Slack limits a method for the whole workspace, so one 429 stops the posts to every channel and
// costs one call.
func TestPostsAfterA429(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := startAging(t, clock)
	b.RateLimit("chat.postMessage", 1, time.Minute)
	for _, channel := range []string{fakeslack.Finance, fakeslack.Sales, fakeslack.Finance} {
		_, err := b.api.Post(t.Context(), channel, textMessage("later"), slackapi.Metadata{})
		got := postErrorOf(t, err)
		if got.Code != slackapi.CodeRateLimited || !got.NotPosted() || got.RetryAfter < 50*time.Second ||
			got.RetryAfter > time.Minute {
			t.Errorf("%s: %+v", channel, got)
		}
	}
	if n := b.CallCounts()["chat.postMessage"]; n != 1 {
		t.Errorf("Slack was called %d times while it asked to be left alone", n)
	}
	clock.advance(time.Minute)
	if _, err := b.api.Post(t.Context(), fakeslack.Sales, textMessage("now"), slackapi.Metadata{}); err != nil {
		t.Error(err)
	}
}

// Of nine posts at once some go or wait, and three fail, each with a RetryAfter of its own. Another
// channel is not affected.
func TestPostQueueFull(t *testing.T) {
	t.Parallel()
	at := time.Now()
	b := start(t, func() time.Time { return at })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	results := make(chan error, 9)
	for range cap(results) {
		go func() {
			_, err := b.api.Post(ctx, fakeslack.Finance, textMessage("one of many"), slackapi.Metadata{})
			results <- err
		}()
	}
	inTurn := 0
	told := map[time.Duration]bool{}
	for range cap(results) {
		err := within(t, results, "result")
		if err == nil {
			inTurn++
			continue
		}
		failed := postErrorOf(t, err)
		switch failed.Code {
		case slackapi.CodeQueueFull:
			told[failed.RetryAfter] = true
		case slackapi.CodeNotSent, slackapi.CodeNoAnswer: // cancelled below, while it waited or was under way
			inTurn++
		}
		if failed.NotPosted() != (failed.Code != slackapi.CodeNoAnswer) {
			t.Errorf("definite: %v, of %v", failed.NotPosted(), failed)
		}
		if len(told) == 3 && ctx.Err() == nil {
			if _, err := b.api.Post(t.Context(), fakeslack.Sales, textMessage("elsewhere"),
				slackapi.Metadata{}); err != nil {
				t.Errorf("another channel: %v", err)
			}
			cancel()
		}
	}
	if inTurn != 6 {
		t.Errorf("%d got a turn, want 6", inTurn)
	}
	if diff := cmp.Diff(map[time.Duration]bool{6 * time.Second: true, 7 * time.Second: true, 8 * time.Second: true},
		told); diff != "" {
		t.Errorf("told to come back after (-want +got):\n%s", diff)
	}
}

func TestPostDM(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	ts, err := b.api.PostDM(t.Context(), fakeslack.Budi, textMessage("for you"))
	if err != nil {
		t.Fatal(err)
	}
	if msg := b.waitForMessage(t, fakeslack.Budi, b.DirectMessages(fakeslack.Budi), hasText("for you")); msg.TS != ts {
		t.Errorf("the message is %s, not %s", msg.TS, ts)
	}
	_, err = b.api.PostDM(t.Context(), fakeslack.Former, textMessage("gone"))
	if got := postErrorOf(t, err); got.Code != "user_disabled" || !got.Permanent() || !got.NotPosted() {
		t.Errorf("to somebody who left: %+v", got)
	}
	b.Fail("conversations.open", 1, fakeslack.Failure{Drop: true})
	_, err = b.api.PostDM(t.Context(), fakeslack.Budi, textMessage("again"))
	if got := postErrorOf(t, err); got.Code != slackapi.CodeNoAnswer || !got.NotPosted() || got.Permanent() {
		t.Errorf("when the conversation cannot be opened: %+v", got)
	}
}
