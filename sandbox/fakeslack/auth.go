package fakeslack

import (
	"net/url"
	"strings"
)

var authMethods = map[string]apiMethod{
	"auth.test":             {run: authTest},
	"apps.connections.open": {app: true, run: openConnection},
	"team.info":             {scopes: []string{"team:read"}, run: teamInfo},
	"api.test":              {run: func(*Server, apiCall) (object, error) { return object{}, nil }},
}

func authTest(s *Server, _ apiCall) (object, error) {
	bot, _ := s.directory.user(BotUser)
	team, name, e := s.opts.Team.ID, s.opts.Team.Name, s.opts.Enterprise
	if e.OrgWide {
		team, name = e.ID, e.Name
	}
	said := object{
		"url": "https://" + s.opts.Team.Domain + ".slack.com/", "team": name, "user": bot.Name,
		"team_id": team, "user_id": BotUser, "bot_id": BotID, "is_enterprise_install": e.OrgWide,
	}
	if e.ID != "" {
		said["enterprise_id"] = e.ID
	}
	return said, nil
}

// openConnection returns a socket address that is valid for one connection.
func openConnection(s *Server, _ apiCall) (object, error) {
	base := "ws" + strings.TrimPrefix(s.base(), "http")
	return object{
		"url": base + "/link/?" + url.Values{"ticket": {s.sockets.issueTicket()}, "app_id": {AppID}}.Encode(),
	}, nil
}

func teamInfo(s *Server, _ apiCall) (object, error) {
	return object{"team": s.opts.Team}, nil
}
