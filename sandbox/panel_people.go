package sandbox

import (
	"fmt"
	"net/http"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// standings are what the workspace's admins can do to somebody, and what is said of it then.
var standings = map[string]struct {
	do    func(s *fakeslack.Server, user string) error
	words string
}{
	"demote":     {(*fakeslack.Server).Demote, "is a guest now"},
	"promote":    {(*fakeslack.Server).Promote, "is a full member now"},
	"deactivate": {(*fakeslack.Server).Deactivate, "is deactivated"},
	"reactivate": {(*fakeslack.Server).Reactivate, "has an account again"},
}

// changePerson changes what somebody is in the workspace, of which the bot is told.
func (s *server) changePerson(_ *http.Request, in struct {
	Person string `json:"person"`
	Do     string `json:"do"`
}) (said, error) {
	standing, ok := standings[in.Do]
	if !ok {
		return said{}, errAsk(fmt.Sprintf("Nobody can be made to %q.", in.Do))
	}
	if err := standing.do(s.slack, in.Person); err != nil {
		return said{}, plain(err)
	}
	return said{s.nameOf(in.Person) + " " + standing.words + "."}, nil
}

func (s *server) nameOf(user string) string {
	for _, p := range s.everybody() {
		if p.ID == user {
			return p.Name
		}
	}
	return user
}
