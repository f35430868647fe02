package fakeslack

var viewMethods = map[string]apiMethod{
	"views.open":    {run: openView},
	"views.push":    {run: pushView},
	"views.update":  {run: updateView},
	"views.publish": {run: publishView},
}

func openView(s *Server, c apiCall) (object, error) {
	view, err := s.triggeredView(c.args)
	if err != nil {
		return nil, err
	}
	s.views.open(view)
	return s.viewAnswer(view), nil
}

func pushView(s *Server, c apiCall) (object, error) {
	view, err := s.triggeredView(c.args)
	if err != nil {
		return nil, err
	}
	if view, err = s.views.push(view); err != nil {
		return nil, err
	}
	return s.viewAnswer(view), nil
}

// triggeredView validates a modal and redeems its trigger_id.
func (s *Server) triggeredView(a args) (View, error) {
	if err := checkView(a.json("view"), "modal"); err != nil {
		return View{}, err
	}
	trigger := a["trigger_id"]
	if trigger == "" {
		trigger = a["interactivity_pointer"]
	}
	user, err := s.triggers.redeem(trigger)
	if err != nil {
		return View{}, err
	}
	view, err := s.newView(user, a.json("view"))
	if err != nil {
		return View{}, err
	}
	if _, taken := s.views.find("", view.ExternalID); taken && view.ExternalID != "" {
		return View{}, apiError("duplicate_external_id")
	}
	return view, nil
}

// updateView changes an open view of any user. With a hash, the view must be unchanged since.
func updateView(s *Server, c apiCall) (object, error) {
	old, ok := s.views.find(c.args["view_id"], c.args["external_id"])
	if !ok {
		return nil, apiError("not_found")
	}
	if err := checkView(c.args.json("view"), old.Type); err != nil {
		return nil, err
	}
	newer, err := s.newView(old.User, c.args.json("view"))
	if err != nil {
		return nil, err
	}
	view := old.withContentOf(newer)
	if err := s.views.update(view, c.args["hash"]); err != nil {
		return nil, err
	}
	return s.viewAnswer(view), nil
}

func publishView(s *Server, c apiCall) (object, error) {
	user, ok := s.directory.user(c.args["user_id"])
	if !ok || user.Bot {
		return nil, apiError("user_not_found")
	}
	if err := checkView(c.args.json("view"), "home"); err != nil {
		return nil, err
	}
	view, err := s.newView(user.ID, c.args.json("view"))
	if err != nil {
		return nil, err
	}
	if view, err = s.views.publish(view, c.args["hash"]); err != nil {
		return nil, err
	}
	return s.viewAnswer(view), nil
}

func (s *Server) viewAnswer(view View) object {
	s.viewsChanged(view.User)
	return object{"view": view.payload(stateValues(elements(view.Blocks), s.inputs.values(view.ID)))}
}
