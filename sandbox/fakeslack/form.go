package fakeslack

import (
	"context"
	"encoding/json"
	"fmt"
)

// Submit is a click on the submit button of the top modal.
type Submit struct {
	User   string
	ViewID string
	Values Values // the user's input; other fields keep their values
}

// FormAnswer is the name in HoldAPI for the app's answer to a form: Slack has the ack in time, and
// applies the answer later.
const FormAnswer = "view_submission"

// A FormError says why Slack's client does not submit a form: the messages by block_id.
type FormError struct{ Fields map[string]string }

func (e *FormError) Error() string {
	return fmt.Sprintf("fakeslack: the form is not complete: %v", e.Fields)
}

// Submit submits a form and waits until the app answers or fails. The answer is applied: field
// errors, a new view, or closing. Submit returns a *FormError if a field is invalid, and another
// error if this form is not on top.
func (s *Server) Submit(ctx context.Context, in Submit) (*Sent, error) {
	p, err := s.findTarget(in.User, "", "", in.ViewID)
	if err != nil {
		return nil, err
	}
	if top := s.Views(in.User); len(top) == 0 || top[len(top)-1].ID != p.view.ID {
		return nil, fmt.Errorf("fakeslack: view %s is not on top", in.ViewID)
	}
	if p.view.Submit == nil {
		return nil, fmt.Errorf("fakeslack: view %s has no submit button", in.ViewID)
	}
	values, err := s.fillForm(p, in.Values)
	if err != nil {
		return nil, err
	}
	view := *p.view
	if err := s.views.setResult(view.User, view.ID, nil, ""); err != nil {
		return nil, err
	}
	payload := s.interaction("view_submission", p.user)
	payload["view"] = view.payload(values)
	payload["trigger_id"] = s.triggers.issue(in.User)
	payload["response_urls"] = []any{}
	d := &delivery{kind: "interactive", acceptsPayload: true, payload: encode(payload)}
	d.onAck = func(response json.RawMessage) {
		if s.waitWhileHeld(context.Background(), FormAnswer) {
			s.answerForm(view, response)
		}
	}
	d.onFail = func(code string) {
		s.showTrouble(view)
		s.clickFailed(in.User, "", code, d.id)
	}
	return s.send(ctx, d)
}

// CloseView closes a modal and those above it. If the view has notify_on_close, the app gets
// view_closed and CloseView waits like Submit. Otherwise Sent is nil.
func (s *Server) CloseView(ctx context.Context, user, viewID string) (*Sent, error) {
	p, err := s.findTarget(user, "", "", viewID)
	if err != nil {
		return nil, err
	}
	closed := s.views.close(user, viewID, p.view.ClearOnClose)
	if closed == nil {
		return nil, fmt.Errorf("fakeslack: view %s is no modal", viewID)
	}
	s.viewsChanged(user)
	var last *Sent
	for _, view := range closed {
		if view.NotifyOnClose {
			if last, err = s.send(ctx, s.closedDelivery(p.user, view, p.view.ClearOnClose)); err != nil {
				return nil, err
			}
		}
	}
	return last, nil
}

func (s *Server) closedDelivery(user User, view View, cleared bool) *delivery {
	payload := s.interaction("view_closed", user)
	payload["view"] = view.payload(stateValues(elements(view.Blocks), nil))
	payload["is_cleared"] = cleared
	return &delivery{kind: "interactive", acceptsPayload: false, payload: encode(payload)}
}

// answerForm applies the app's answer to a submission. An invalid answer shows Slack's error text
// on the form.
func (s *Server) answerForm(view View, response json.RawMessage) {
	var in struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if response != nil && json.Unmarshal(response, &in) != nil {
		s.showTrouble(view)
		return
	}
	var err error
	switch in.Action {
	case "":
		s.views.close(view.User, view.ID, false)
	case "clear":
		s.views.close(view.User, view.ID, true)
	case "errors":
		err = s.showErrors(view, in.Errors)
	case "update":
		err = s.updateInAck(view, in.View)
	case "push":
		err = s.pushInAck(view, in.View)
	default:
		err = apiError("invalid_arguments")
	}
	if err != nil {
		s.log.Debug("form response rejected", "error", err)
		s.showTrouble(view)
		return
	}
	s.viewsChanged(view.User)
}

// showErrors puts the app's errors on the fields. Each one must name an input block.
func (s *Server) showErrors(view View, errors map[string]string) error {
	inputs := map[string]bool{}
	for _, e := range elements(view.Blocks) {
		inputs[e.blockID] = inputs[e.blockID] || e.input
	}
	for block := range errors {
		if !inputs[block] {
			return apiError("invalid_arguments")
		}
	}
	if len(errors) == 0 {
		return apiError("invalid_arguments")
	}
	return s.views.setResult(view.User, view.ID, errors, "")
}

func (s *Server) updateInAck(view View, raw json.RawMessage) error {
	newer, err := s.readModal(view.User, raw)
	if err != nil {
		return err
	}
	return s.views.update(view.withContentOf(newer), "")
}

func (s *Server) pushInAck(view View, raw json.RawMessage) error {
	newer, err := s.readModal(view.User, raw)
	if err != nil {
		return err
	}
	_, err = s.views.push(newer)
	return err
}

// readModal reads and validates a modal from the app.
func (s *Server) readModal(user string, raw json.RawMessage) (View, error) {
	if err := checkView(raw, "modal"); err != nil {
		return View{}, err
	}
	return s.newView(user, raw)
}

// showTrouble shows Slack's error text on a form that the app did not answer properly, if the form
// is still open.
func (s *Server) showTrouble(view View) {
	if s.views.setResult(view.User, view.ID, nil, "We had some trouble connecting. Try again?") == nil {
		s.viewsChanged(view.User)
	}
}
