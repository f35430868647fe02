package sandbox

import (
	"fmt"
	"net/http"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// accountActions are changes that an admin can make to an account, and the text that confirms them.
var accountActions = map[string]struct {
	do   func(s *fakeslack.Server, user string) error
	text string
}{
	"demote":     {(*fakeslack.Server).Demote, "is a guest now"},
	"promote":    {(*fakeslack.Server).Promote, "is a full member now"},
	"deactivate": {(*fakeslack.Server).Deactivate, "is deactivated"},
	"reactivate": {(*fakeslack.Server).Reactivate, "has an account again"},
}

// changePerson changes a user's account; the bot gets an event.
func (s *server) changePerson(_ *http.Request, in struct {
	Person string `json:"person"`
	Do     string `json:"do"`
}) (panelReply, error) {
	action, ok := accountActions[in.Do]
	if !ok {
		return panelReply{}, badRequest(fmt.Sprintf("Nobody can be made to %q.", in.Do))
	}
	if err := action.do(s.slack, in.Person); err != nil {
		return panelReply{}, slackError(err)
	}
	return panelReply{s.nameOf(in.Person) + " " + action.text + "."}, nil
}

func (s *server) nameOf(user string) string {
	for _, p := range s.allPeople() {
		if p.ID == user {
			return p.Name
		}
	}
	return user
}
