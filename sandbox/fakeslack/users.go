package fakeslack

var userMethods = map[string]apiMethod{
	"users.info":            {scopes: []string{"users:read"}, run: userInfo},
	"users.list":            {scopes: []string{"users:read"}, run: listUsers},
	"users.lookupByEmail":   {scopes: []string{"users:read.email"}, run: userByEmail},
	"usergroups.users.list": {scopes: []string{"usergroups:read"}, run: usergroupUsers},
	"usergroups.list":       {scopes: []string{"usergroups:read"}, run: listUsergroups},
	"bots.info":             {scopes: []string{"users:read"}, run: botInfo},
}

func userInfo(s *Server, c apiCall) (object, error) {
	user, ok := s.directory.user(c.args["user"])
	if !ok {
		return nil, apiError("user_not_found")
	}
	return object{"user": s.describeUser(user)}, nil
}

func listUsers(s *Server, c apiCall) (object, error) {
	var all []any
	for _, user := range s.Users() {
		if !user.Stranger {
			all = append(all, s.describeUser(user))
		}
	}
	return paged("members", all, c.args)
}

func userByEmail(s *Server, c apiCall) (object, error) {
	user, ok := find(s.Users(), func(u User) bool {
		return u.Email != "" && u.Email == c.args["email"] && !u.Deactivated
	})
	if !ok {
		return nil, apiError("users_not_found")
	}
	return object{"user": s.describeUser(user)}, nil
}

func (s *Server) describeUser(u User) object {
	profile := object{"real_name": u.RealName, "display_name": u.Name}
	if s.hasScope("users:read.email") {
		profile["email"] = u.Email
	}
	described := object{
		"id": u.ID, "team_id": u.Team, "name": u.Name, "real_name": u.RealName, "deleted": u.Deactivated, "tz": u.TZ,
		"profile":  profile,
		"is_admin": u.Admin, "is_bot": u.Bot, "is_restricted": u.Guest || u.SingleChannelGuest,
		"is_ultra_restricted": u.SingleChannelGuest,
		"is_stranger":         u.Stranger, "is_app_user": false, "updated": 0,
	}
	if e := s.opts.Enterprise; e.ID != "" && !u.Stranger {
		described["enterprise_user"] = object{
			"id": u.ID, "enterprise_id": e.ID, "enterprise_name": e.Name, "is_admin": false, "is_owner": false,
			"teams": []string{u.Team},
		}
	}
	return described
}

func usergroupUsers(s *Server, c apiCall) (object, error) {
	group, ok := s.directory.group(c.args["usergroup"])
	if !ok {
		return nil, apiError("no_such_subteam")
	}
	return object{"users": append([]string{}, group.Users...)}, nil
}

func listUsergroups(s *Server, _ apiCall) (object, error) {
	s.directory.mu.RLock()
	defer s.directory.mu.RUnlock()
	return object{"usergroups": append([]Usergroup{}, s.directory.groups...)}, nil
}

func botInfo(_ *Server, c apiCall) (object, error) {
	if c.args["bot"] != BotID {
		return nil, apiError("bot_not_found")
	}
	return object{
		"bot": object{"id": BotID, "app_id": AppID, "user_id": BotUser, "name": "mayarbot", "deleted": false},
	}, nil
}
