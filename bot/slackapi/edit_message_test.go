package slackapi_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// A message of the bot's is found by its ts, with its Metadata; it can be updated and deleted.
func TestOwnMessages(t *testing.T) {
	t.Parallel()
	b := startWithScopes(t)
	metadata := slackapi.Metadata{Type: "share", Payload: map[string]any{"by": fakeslack.Budi}}
	ts, err := b.api.Post(t.Context(), fakeslack.Finance, textMessage("before"), metadata)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.api.Update(t.Context(), fakeslack.Finance, ts, textMessage("after")); err != nil {
		t.Fatal(err)
	}
	b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText("after"))
	got, found, err := b.api.MetadataOf(t.Context(), fakeslack.Finance, ts)
	if diff := cmp.Diff(metadata, got); err != nil || !found || diff != "" {
		t.Errorf("%v, %v (-want +got):\n%s", found, err, diff)
	}
	for range 2 {
		if err := b.api.Delete(t.Context(), fakeslack.Finance, ts); err != nil {
			t.Error(err)
		}
	}
	if _, found, err := b.api.MetadataOf(t.Context(), fakeslack.Finance, ts); found || err != nil {
		t.Errorf("after it was deleted: %v, %v", found, err)
	}
	if got := postErrorOf(t, b.api.Update(t.Context(), fakeslack.Finance, ts, textMessage("x"))); !got.Permanent() {
		t.Errorf("changing what is gone: %+v", got)
	}
}

// A message of another bot is not taken for the bot's own.
func TestMetadataOfAnotherBot(t *testing.T) {
	t.Parallel()
	b := startWithScopes(t)
	said, err := b.Say(fakeslack.Ayu, fakeslack.Finance, "mine")
	if err != nil {
		t.Fatal(err)
	}
	if _, found, err := b.api.MetadataOf(t.Context(), fakeslack.Finance, said.TS); found || err != nil {
		t.Errorf("%v, %v", found, err)
	}
}
