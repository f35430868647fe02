package message_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/slack-go/slack"
)

// initial returns the initial value of each field of a form, by block id.
func initial(t *testing.T, view slack.ModalViewRequest) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, block := range view.Blocks.BlockSet {
		input, ok := block.(*slack.InputBlock)
		if !ok {
			continue
		}
		switch e := input.Element.(type) {
		case *slack.PlainTextInputBlockElement:
			found[input.BlockID] = e.InitialValue
		case *slack.CheckboxGroupsBlockElement:
			for _, option := range e.InitialOptions {
				found[input.BlockID] += option.Value
			}
		case *slack.RadioButtonsBlockElement:
			found[input.BlockID] = e.InitialOption.Value
		case *slack.SelectBlockElement:
			found[input.BlockID] = e.InitialUser
			if e.InitialOption != nil {
				found[input.BlockID] = e.InitialOption.Value
			}
		default:
			t.Errorf("%s is a %T", input.BlockID, e)
		}
	}
	return found
}

// A form is filled in with the digest, so that submitting it unchanged changes nothing.
func TestDigestFormIsFilledIn(t *testing.T) {
	t.Parallel()
	utc := digest.Subscription{}
	daily := map[string]string{
		message.BlockDigestDays: "1234560", message.BlockDigestTimes: "", message.BlockDigestCron: "",
		message.BlockDigestZone:     "UTC",
		message.BlockDigestZoneName: "", message.BlockDigestFilter: "",
		message.BlockDigestNothingOpen: message.DigestAllClear,
		message.BlockDigestStyle:       message.DigestCompact, message.BlockDigestLanguage: "en",
		message.BlockDigestLate: message.DigestPostLate, message.BlockDigestHolidays: message.DigestHolidaysPost,
		message.BlockDigestMention: "", message.BlockDigestGroup: "",
	}
	if diff := cmp.Diff(daily, initial(t, english(t).DigestForm(utc, 0))); diff != "" {
		t.Errorf("new digest (-want +got):\n%s", diff)
	}
	all := digest.Subscription{
		ID: "k7m2", Filter: "older:7d", OnlyWhenOpen: true, Detailed: true, SkipLate: true, Language: "id",
		Holidays: digest.HolidaysNext,
		Mention:  "S0SAMPLE01",
		Schedule: digest.Schedule{Days: []time.Weekday{time.Sunday, time.Monday},
			Times: []digest.TimeOfDay{9 * 60, 15 * 60}}, Zone: "Asia/Makassar",
	}
	chosen := map[string]string{
		message.BlockDigestDays: "10", message.BlockDigestTimes: "09:00, 15:00", message.BlockDigestCron: "",
		message.BlockDigestZone:     "Asia/Makassar",
		message.BlockDigestZoneName: "", message.BlockDigestFilter: "older:7d",
		message.BlockDigestNothingOpen: message.DigestOnlyWhenOpen,
		message.BlockDigestStyle:       message.DigestDetailed, message.BlockDigestLanguage: "id",
		message.BlockDigestLate: message.DigestSkipLate, message.BlockDigestHolidays: message.DigestHolidaysNext,
		message.BlockDigestMention: "", message.BlockDigestGroup: "S0SAMPLE01",
	}
	if diff := cmp.Diff(chosen, initial(t, english(t).DigestForm(all, 0))); diff != "" {
		t.Errorf("all options (-want +got):\n%s", diff)
	}
	all.Mention = "U0SAMPLE01"
	all.Schedule, all.Zone = digest.Schedule{Cron: "0 9 * * 1-5"}, "Asia/Singapore"
	for block, want := range map[string]string{
		message.BlockDigestDays: "", message.BlockDigestTimes: "09:00", message.BlockDigestCron: "0 9 * * 1-5",
		message.BlockDigestMention: "U0SAMPLE01",
		message.BlockDigestGroup:   "", message.BlockDigestZone: message.DigestZoneOther,
		message.BlockDigestZoneName: "Asia/Singapore",
	} {
		if got := initial(t, english(t).DigestForm(all, 0))[block]; got != want {
			t.Errorf("cron: %s is %q, want %q", block, got, want)
		}
	}
}

// The form begins with the fields that a digest needs, and times are required.
func TestDigestFormHasMainFieldsFirst(t *testing.T) {
	t.Parallel()
	var first []string
	for _, block := range english(t).DigestForm(digest.Subscription{}, 0).Blocks.BlockSet {
		input, ok := block.(*slack.InputBlock)
		if !ok {
			break
		}
		if first = append(first, input.BlockID); input.BlockID == message.BlockDigestTimes && input.Optional {
			t.Error("times are optional")
		}
	}
	want := []string{message.BlockDigestDays, message.BlockDigestTimes, message.BlockDigestZone,
		message.BlockDigestFilter, message.BlockDigestMention}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("before the other settings (-want +got):\n%s", diff)
	}
}
