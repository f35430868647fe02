package message_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/slack-go/slack"
)

func digestList(n int) message.DigestList {
	list := message.DigestList{Now: monday, Digests: make([]digest.Subscription, n)}
	for i := range list.Digests {
		list.Digests[i] = digest.Subscription{ID: "k7m2", Schedule: digest.Schedule{Times: []digest.TimeOfDay{9 * 60}},
			Zone: "UTC"}
	}
	return list
}

// Each digest has four buttons with its id, and Slack asks for confirmation before Delete.
func TestDigestListButtons(t *testing.T) {
	t.Parallel()
	list := digestList(1)
	got := clickValues(t, english(t).DigestList(list))
	id := []string{"k7m2"}
	want := map[string][]string{
		message.ActionDigestEdit: id, message.ActionDigestPause: id, message.ActionDigestPreview: id,
		message.ActionDigestDelete: id,
		message.ActionDigestNew:    {""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, pause := range map[string]func(*digest.Subscription){
		"until":   func(e *digest.Subscription) { e.PausedUntil = monday.AddDate(0, 0, 1) },
		"forever": func(e *digest.Subscription) { e.PausedUntil = digest.Forever },
	} {
		list := digestList(1)
		pause(&list.Digests[0])
		got := clickValues(t, english(t).DigestList(list))
		if _, pauses := got[message.ActionDigestPause]; pauses || !slices.Equal(got[message.ActionDigestResume], id) {
			t.Errorf("paused %s: %v", name, got)
		}
	}
	over := digestList(1)
	over.Digests[0].PausedUntil = monday.AddDate(0, 0, -1)
	if _, resumes := clickValues(t, english(t).DigestList(over))[message.ActionDigestResume]; resumes {
		t.Error("a pause that is over still counts")
	}
	confirms := false
	for _, block := range english(t).DigestList(list).Blocks {
		if actions, ok := block.(*slack.ActionBlock); ok {
			for _, element := range actions.Elements.ElementSet {
				if b := element.(*slack.ButtonBlockElement); b.ActionID == message.ActionDigestDelete {
					confirms = b.Confirm != nil && strings.Contains(b.Confirm.Text.Text, "Every day at 09:00 UTC")
				}
			}
		}
	}
	if !confirms {
		t.Error("Delete has no confirmation that names the schedule")
	}
}

// A long list says how many digests it hides.
func TestLongDigestList(t *testing.T) {
	t.Parallel()
	w := english(t)
	if raw := jsonText(t, w.DigestList(digestList(25))); !strings.Contains(raw, "and 15 more") {
		t.Error("the list of 25 does not mention 15 more")
	}
	if raw := jsonText(t, w.DigestList(digestList(10))); strings.Contains(raw, "/digest pause ID") {
		t.Error("the list of 10 mentions more")
	}
}

// Each digest is on one of the pages.
func TestPagesOfAllDigests(t *testing.T) {
	t.Parallel()
	list := digestList(45)
	for i := range list.Digests {
		list.Digests[i].ID = fmt.Sprintf("d%03d", i)
	}
	for page, want := range map[int]struct {
		first, last, of string
		buttons         map[string][]string
	}{
		0: {"d000", "d019", "Page 1 of 3", map[string][]string{message.ActionDigestAllNext: {"2"}}},
		1: {"d000", "d019", "Page 1 of 3", map[string][]string{message.ActionDigestAllNext: {"2"}}},
		2: {"d020", "d039", "Page 2 of 3",
			map[string][]string{message.ActionDigestAllPrevious: {"1"}, message.ActionDigestAllNext: {"3"}}},
		3:  {"d040", "d044", "Page 3 of 3", map[string][]string{message.ActionDigestAllPrevious: {"2"}}},
		99: {"d040", "d044", "Page 3 of 3", map[string][]string{message.ActionDigestAllPrevious: {"2"}}},
	} {
		list.Page = page
		msg := english(t).DigestListAll(list)
		got := clickValues(t, msg)
		ids := got[message.ActionDigestEdit]
		delete(got, message.ActionDigestEdit)
		slices.Sort(ids)
		if len(ids) == 0 || ids[0] != want.first || ids[len(ids)-1] != want.last ||
			!strings.Contains(jsonText(t, msg), want.of) {
			t.Errorf("page %d has %v", page, ids)
		}
		if diff := cmp.Diff(want.buttons, got); diff != "" {
			t.Errorf("page %d (-want +got):\n%s", page, diff)
		}
	}
	if raw := jsonText(t, english(t).DigestListAll(digestList(20))); strings.Contains(raw, "Page") {
		t.Error("a single page has a number")
	}
}

// Times are in the zone of the digest, which its schedule names, and not in the reader's.
func TestDigestListTimes(t *testing.T) {
	t.Parallel()
	list := digestList(1)
	e := &list.Digests[0]
	e.Zone = "Asia/Jayapura"
	e.Next, e.Last = monday.Add(15*time.Hour), digest.Delivery{Slot: monday.AddDate(0, 0, -1), Status: digest.Posted,
		Late: true, PostedAt: monday.Add(-20 * time.Hour)}
	raw := jsonText(t, english(t).DigestList(list))
	for _, want := range []string{"WIT", "Next Tue 09:00", "Last Sun 18:00", "late at Sun 22:00"} {
		if !strings.Contains(raw, want) {
			t.Errorf("%q is not in %s", want, raw)
		}
	}
}

// A fix names the channel, the bot and the scope. An unknown problem has a general text.
func TestDigestProblems(t *testing.T) {
	t.Parallel()
	cannotPost := func(problem message.DigestProblem, bot string) string {
		return jsonText(t, english(t).DigestCannotPost(problem, "C0SAMPLE01", bot, ""))
	}
	invite := cannotPost(message.DigestProblem{Kind: digest.ProblemNotInChannel}, "@tagihan")
	if !strings.Contains(invite, "`/invite @tagihan`") || !strings.Contains(invite, "C0SAMPLE01") {
		t.Errorf("not in the channel: %s", invite)
	}
	private := cannotPost(message.DigestProblem{Kind: digest.ProblemChannelNotFound}, "")
	if !strings.Contains(private, "I am not in this private channel yet") || strings.Contains(private, "deleted") {
		t.Errorf("private channel: %s", private)
	}
	scope := cannotPost(message.DigestProblem{Kind: digest.ProblemMissingScope, Scope: "chat:write"}, "")
	if !strings.Contains(scope, "`chat:write`") {
		t.Errorf("missing scope: %s", scope)
	}
	unknown := jsonText(t, english(t).DigestNotice(message.DigestNotice{
		Notice: digest.Notice{Problem: "fatal_error", Slot: monday}, Now: monday,
	}))
	if !strings.Contains(unknown, "something went wrong") || strings.Contains(unknown, "fatal_error") {
		t.Errorf("unknown problem: %s", unknown)
	}
}
