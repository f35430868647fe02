package fakeslack_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func TestSubmitAnswers(t *testing.T) {
	t.Parallel()
	trouble := "We had some trouble connecting. Try again?"
	tests := []struct {
		name   string
		answer any
		want   []string // titles of the remaining views
		errors map[string]string
		said   string
	}{
		{"nothing closes it", nil, []string{"below"}, nil, ""},
		{"clear closes all", map[string]any{"response_action": "clear"}, nil, nil, ""},
		{"errors", errorOn("name"), []string{"below", "top"}, map[string]string{"name": "no"}, ""},
		{"errors on no field", errorOn("nose"), []string{"below", "top"}, nil, trouble},
		{
			"update", map[string]any{"response_action": "update", "view": modalOf("new")}, []string{"below", "new"},
			nil, "",
		},
		{
			"push", map[string]any{"response_action": "push", "view": modalOf("new")}, []string{"below", "top", "new"},
			nil, "",
		},
		{
			"a bad view", map[string]any{"response_action": "update", "view": map[string]any{"type": "modal"}},
			[]string{"below", "top"}, nil, trouble,
		},
		{"no such action", map[string]any{"response_action": "vanish"}, []string{"below", "top"}, nil, trouble},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := start(t, fakeslack.Options{})
			openTwoModals(t, server)
			sock := connect(t, server)
			sock.hello(t)
			go func() {
				f := <-sock.frames
				_ = sock.conn.WriteJSON(map[string]any{"envelope_id": f.ID, "payload": test.answer})
			}()
			top := server.Views(fakeslack.Ayu)[1]
			sent, err := server.Submit(
				t.Context(), fakeslack.Submit{User: fakeslack.Ayu, ViewID: top.ID, Values: nameValues("Ayu")},
			)
			if err != nil || !sent.Acked {
				t.Fatalf("Submit = %+v, %v", sent, err)
			}
			left := server.Views(fakeslack.Ayu)
			if diff := cmp.Diff(test.want, titles(left)); diff != "" {
				t.Errorf("views (-want +got):\n%s", diff)
			}
			if test.errors == nil && test.said == "" {
				return
			}
			if last := left[len(left)-1]; !cmp.Equal(last.Errors, test.errors) || last.FailureText != test.said {
				t.Errorf("errors = %v, trouble = %q", last.Errors, last.FailureText)
			}
		})
	}
}

func errorOn(block string) map[string]any {
	return map[string]any{"response_action": "errors", "errors": map[string]string{block: "no"}}
}

// openTwoModals opens two modals for Ayu and leaves no socket.
func openTwoModals(t *testing.T, server *fakeslack.Server) {
	t.Helper()
	payloads := acker(t, server)
	opened(t, server, payloads, modalOf("below"))
	answer := call(t, server, "views.push", botToken, map[string]any{
		"trigger_id": trigger(t, server, payloads), "view": modalOf("top"),
	})
	if answer["ok"] != true {
		t.Fatalf("views.push = %v", answer)
	}
	server.Cut()
	waitFor(t, server, func() bool { return len(server.Sockets()) == 0 })
}

func nameValues(name string) fakeslack.Values {
	return fakeslack.Values{"name": {"name": {Value: name}}}
}

func titles(views []fakeslack.View) []string {
	var out []string
	for _, view := range views {
		out = append(out, decodeTitle(view))
	}
	return out
}

func TestUnansweredForm(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	openTwoModals(t, server)
	top := server.Views(fakeslack.Ayu)[1]
	sent, err := server.Submit(
		t.Context(), fakeslack.Submit{User: fakeslack.Ayu, ViewID: top.ID, Values: nameValues("Ayu")},
	)
	if err != nil || sent.Failure != fakeslack.DispatchFailed {
		t.Fatalf("Submit = %+v, %v", sent, err)
	}
	if left := server.Views(fakeslack.Ayu); len(left) != 2 || left[1].FailureText == "" {
		t.Errorf("views = %+v", left)
	}
}

// An update of a form during its submission is kept, whatever the result of the submission.
func TestFormChangedWhileSubmitting(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]any{
		"nobody answers": nil, "errors": errorOn("name"), "no such action": map[string]any{"response_action": "vanish"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := start(t, fakeslack.Options{AckWithin: time.Second})
			openTwoModals(t, server)
			sock := connect(t, server)
			sock.hello(t)
			top := server.Views(fakeslack.Ayu)[1]
			ended := make(chan error, 1)
			go func() {
				_, err := server.Submit(
					t.Context(), fakeslack.Submit{User: fakeslack.Ayu, ViewID: top.ID, Values: nameValues("Ayu")},
				)
				ended <- err
			}()
			f := sock.next(t)
			update := map[string]any{"view_id": top.ID, "view": modalOf("new")}
			if answer := call(t, server, "views.update", botToken, update); answer["ok"] != true {
				t.Fatalf("views.update = %v", answer)
			}
			if answer != nil {
				_ = sock.conn.WriteJSON(map[string]any{"envelope_id": f.ID, "payload": answer})
			}
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
			left := server.Views(fakeslack.Ayu)
			if diff := cmp.Diff([]string{"below", "new"}, titles(left)); diff != "" {
				t.Errorf("views (-want +got):\n%s", diff)
			}
			if last := left[len(left)-1]; (len(last.Errors) > 0) != (name == "errors") ||
				(last.FailureText != "") != (name != "errors") {
				t.Errorf("errors = %v, trouble = %q", last.Errors, last.FailureText)
			}
		})
	}
}

func TestCloseViewNotifiesApp(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	payloads := acker(t, server)
	view := opened(t, server, payloads, modalOf("1", func(v map[string]any) { v["notify_on_close"] = true }))
	if sent, err := server.CloseView(t.Context(), fakeslack.Ayu, view.ID); err != nil || !sent.Acked {
		t.Fatalf("CloseView = %+v, %v", sent, err)
	}
	if payload := <-payloads; payload["type"] != "view_closed" || payload["is_cleared"] != false {
		t.Errorf("payload = %v", payload)
	}
}

func TestFormValidation(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	view := opened(t, server, acker(t, server), modalOf("1", func(v map[string]any) {
		v["blocks"] = []any{
			input("name", map[string]any{
				"type": "plain_text_input", "action_id": "name", "min_length": 3, "max_length": 5,
			}),
			input("mail", map[string]any{"type": "email_text_input", "action_id": "mail"}),
			input("credit", map[string]any{
				"type": "number_input", "action_id": "credit", "is_decimal_allowed": false, "min_value": "1",
			}),
		}
	}))
	tests := []struct {
		name, mail, credit string
		want               []string // blocks with a problem
	}{
		{"Ayu", "ayu@example.com", "1", nil},
		{"", "", "", []string{"credit", "mail", "name"}},
		{"Ay", "ayu@example.com", "1", []string{"name"}},
		{"Ayu Contoh", "ayu@example.com", "1", []string{"name"}},
		{"Ayu", "ayu", "1", []string{"mail"}},
		{"Ayu", "ayu@example.com", "0", []string{"credit"}},
		{"Ayu", "ayu@example.com", "1.5", []string{"credit"}},
		{"Ayu", "ayu@example.com", "one", []string{"credit"}},
	}
	for _, test := range tests[1:] {
		values := fakeslack.Values{
			"name": {"name": {Value: test.name}}, "mail": {"mail": {Value: test.mail}},
			"credit": {"credit": {Value: test.credit}},
		}
		_, err := server.Submit(t.Context(), fakeslack.Submit{User: fakeslack.Ayu, ViewID: view.ID, Values: values})
		var wrong *fakeslack.FormError
		if !errors.As(err, &wrong) {
			t.Errorf("%+v was sent: %v", test, err)
			continue
		}
		if diff := cmp.Diff(test.want, keys(wrong.Fields)); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", test, diff)
		}
	}
	good := tests[0]
	values := fakeslack.Values{
		"name": {"name": {Value: good.name}}, "mail": {"mail": {Value: good.mail}},
		"credit": {"credit": {Value: good.credit}},
	}
	sent, err := server.Submit(t.Context(), fakeslack.Submit{User: fakeslack.Ayu, ViewID: view.ID, Values: values})
	if err != nil || !sent.Acked {
		t.Errorf("Submit = %+v, %v", sent, err)
	}
	unknown := fakeslack.Submit{
		User: fakeslack.Ayu, ViewID: view.ID, Values: fakeslack.Values{"nose": {"nose": {Value: "x"}}},
	}
	if _, err := server.Submit(t.Context(), unknown); err == nil {
		t.Error("a field that is not there could be filled in")
	}
}
