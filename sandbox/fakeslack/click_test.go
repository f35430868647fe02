package fakeslack_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// Picked values have Slack's names in payloads, and values that Slack's client does not offer are
// rejected.
func TestPicks(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	payloads := acker(t, server)
	option := func(value string) map[string]any { return map[string]any{"text": textObject(value), "value": value} }
	pick := func(kind string, more map[string]any) map[string]any {
		element := map[string]any{"type": kind, "action_id": kind}
		for key, value := range more {
			element[key] = value
		}
		return element
	}
	days := []any{option("mon"), option("tue"), option("wed")}
	blocks := []any{map[string]any{"type": "actions", "block_id": "picks", "elements": []any{
		pick("users_select", nil), pick("conversations_select", nil), pick("channels_select", nil),
		pick("timepicker", nil), pick("datepicker", nil),
		pick("radio_buttons", map[string]any{"options": days}), pick("checkboxes", map[string]any{"options": days}),
		pick("multi_static_select", map[string]any{
			"options": days, "max_selected_items": 2, "placeholder": textObject("Days"),
		}),
	}}}
	posted := call(t, server, "chat.postMessage", botToken, map[string]any{
		"channel": fakeslack.Finance, "text": "a", "blocks": blocks,
	})
	ts, ok := posted["ts"].(string)
	if !ok {
		t.Fatalf("post = %v", posted)
	}
	options := func(values ...string) []fakeslack.Option {
		var out []fakeslack.Option
		for _, value := range values {
			out = append(out, fakeslack.Option{Value: value})
		}
		return out
	}
	for _, test := range []struct {
		kind  string
		click fakeslack.Click
		field string // of the action; "" if it cannot be picked
		want  any
	}{
		{"users_select", fakeslack.Click{Value: fakeslack.Budi}, "selected_user", fakeslack.Budi},
		{"users_select", fakeslack.Click{Value: fakeslack.Former}, "", nil},
		{
			"conversations_select", fakeslack.Click{Value: fakeslack.Founders}, "selected_conversation",
			fakeslack.Founders,
		},
		{"conversations_select", fakeslack.Click{User: fakeslack.Budi, Value: fakeslack.Founders}, "", nil},
		{"channels_select", fakeslack.Click{Value: fakeslack.General}, "selected_channel", fakeslack.General},
		{"channels_select", fakeslack.Click{Value: fakeslack.Founders}, "", nil},
		{"timepicker", fakeslack.Click{Value: "08:30"}, "selected_time", "08:30"},
		{"timepicker", fakeslack.Click{Value: "8:30"}, "", nil},
		{"timepicker", fakeslack.Click{Value: "24:00"}, "", nil},
		{"datepicker", fakeslack.Click{Value: "2026-11-21"}, "selected_date", "2026-11-21"},
		{"datepicker", fakeslack.Click{Value: "2026-02-30"}, "", nil},
		{"datepicker", fakeslack.Click{}, "selected_date", nil},
		{"radio_buttons", fakeslack.Click{Value: "tue"}, "selected_option", option("tue")},
		{"radio_buttons", fakeslack.Click{Value: "sun"}, "", nil},
		{"checkboxes", fakeslack.Click{SelectedOptions: options("mon", "wed")}, "selected_options", []any{
			option("mon"), option("wed"),
		}},
		{"checkboxes", fakeslack.Click{}, "selected_options", []any{}},
		{"checkboxes", fakeslack.Click{SelectedOptions: options("sun")}, "", nil},
		{"multi_static_select", fakeslack.Click{SelectedOptions: options("mon", "tue")}, "selected_options", []any{
			option("mon"), option("tue"),
		}},
		{"multi_static_select", fakeslack.Click{SelectedOptions: options("mon", "tue", "wed")}, "", nil},
	} {
		in := test.click
		if in.User == "" {
			in.User = fakeslack.Ayu
		}
		in.Channel, in.TS, in.ActionID = fakeslack.Finance, ts, test.kind
		_, err := server.Click(t.Context(), in)
		if test.field == "" {
			if err == nil {
				t.Errorf("%s: %+v could be picked", test.kind, test.click)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.kind, err)
			continue
		}
		payload := <-payloads
		action := payload["actions"].([]any)[0].(map[string]any)
		if diff := cmp.Diff(test.want, action[test.field]); diff != "" {
			t.Errorf("%s of the action (-want +got):\n%s", test.field, diff)
		}
		values := payload["state"].(map[string]any)["values"].(map[string]any)
		state := values["picks"].(map[string]any)[test.kind].(map[string]any)
		if diff := cmp.Diff(test.want, state[test.field]); diff != "" {
			t.Errorf("%s of the state (-want +got):\n%s", test.field, diff)
		}
	}
}
