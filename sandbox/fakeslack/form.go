package fakeslack

import (
	"context"
	"encoding/json"
	"fmt"
)

// Submit is pressing the submit button of the modal on top.
type Submit struct {
	User   string
	ViewID string
	Values Values // what was filled in; the rest is as the form gave it
}

// FormAnswer stands for what the app answers to a form in HoldAPI: Slack has the ack, in time, and does later what it asks for.
const FormAnswer = "view_submission"

// A FormError says why Slack's own client does not send a form: by block_id, what the person is told.
type FormError struct{ Fields map[string]string }

func (e *FormError) Error() string {
	return fmt.Sprintf("fakeslack: the form is not complete: %v", e.Fields)
}

// Submit sends a form and waits until the app answered or has failed. What the app answers is done: errors on fields, another view, or closing. It
// returns a *FormError when the form is not filled in as its blocks demand, and another error when that person has no such form on top.
func (s *Server) Submit(ctx context.Context, in Submit) (*Sent, error) {
	p, err := s.seen(in.User, "", "", in.ViewID)
	if err != nil {
		return nil, err
	}
	if top := s.Views(in.User); len(top) == 0 || top[len(top)-1].ID != p.view.ID {
		return nil, fmt.Errorf("fakeslack: view %s is not on top", in.ViewID)
	}
	if p.view.Submit == nil {
		return nil, fmt.Errorf("fakeslack: view %s has no submit button", in.ViewID)
	}
	values, err := s.fillIn(p, in.Values)
	if err != nil {
		return nil, err
	}
	view := *p.view
	if err := s.views.note(view.User, view.ID, nil, ""); err != nil {
		return nil, err
	}
	payload := s.interaction("view_submission", p.user)
	payload["view"] = view.payload(values)
	payload["trigger_id"] = s.triggers.issue(in.User)
	payload["response_urls"] = []any{}
	d := &delivery{kind: "interactive", accepts: true, payload: encode(payload)}
	d.onAck = func(response json.RawMessage) {
		if s.hold(context.Background(), FormAnswer) {
			s.answerForm(view, response)
		}
	}
	d.onFail = func(code string) {
		s.trouble(view)
		s.clickFailed(in.User, "", code, d.id)
	}
	return s.send(ctx, d)
}

// CloseView cancels a modal, with those above it. The app is told when it asked for that; then CloseView waits as Submit does, else Sent is nil.
func (s *Server) CloseView(ctx context.Context, user, viewID string) (*Sent, error) {
	p, err := s.seen(user, "", "", viewID)
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
	payload["view"] = view.payload(state(elements(view.Blocks), nil))
	payload["is_cleared"] = cleared
	return &delivery{kind: "interactive", accepts: false, payload: encode(payload)}
}

// answerForm does what the app answered to a submission. An answer that Slack cannot use leaves the form with its trouble.
func (s *Server) answerForm(view View, response json.RawMessage) {
	var in struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if response != nil && json.Unmarshal(response, &in) != nil {
		s.trouble(view)
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
		s.log.Debug("answer to a form refused", "error", err)
		s.trouble(view)
		return
	}
	s.viewsChanged(view.User)
}

// showErrors puts the app's errors on the fields. Each must name an input block.
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
	return s.views.note(view.User, view.ID, errors, "")
}

func (s *Server) updateInAck(view View, raw json.RawMessage) error {
	newer, err := s.modal(view.User, raw)
	if err != nil {
		return err
	}
	return s.views.put(view.become(newer), "")
}

func (s *Server) pushInAck(view View, raw json.RawMessage) error {
	newer, err := s.modal(view.User, raw)
	if err != nil {
		return err
	}
	_, err = s.views.push(newer)
	return err
}

// modal reads and checks a modal that the app sent.
func (s *Server) modal(user string, raw json.RawMessage) (View, error) {
	if err := checkView(raw, "modal"); err != nil {
		return View{}, err
	}
	return s.newView(user, raw)
}

// trouble is what a person reads on a form that the app did not answer as it should. A form that is gone meanwhile has none.
func (s *Server) trouble(view View) {
	if s.views.note(view.User, view.ID, nil, "We had some trouble connecting. Try again?") == nil {
		s.viewsChanged(view.User)
	}
}
