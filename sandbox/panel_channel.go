package sandbox

import (
	"fmt"
	"net/http"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// channelActions are changes that a user can make to a channel, and the text that confirms them.
var channelActions = map[string]struct {
	do   func(s *fakeslack.Server, by, channel string) error
	text string
}{
	"kick":       {(*fakeslack.Server).Kick, "The bot was removed from the channel."},
	"invite":     {(*fakeslack.Server).Invite, "The bot is in the channel again."},
	"archive":    {(*fakeslack.Server).Archive, "The channel is archived."},
	"unarchive":  {(*fakeslack.Server).Unarchive, "The channel is back."},
	"restrict":   {restrict(true), "Only admins may post in the channel."},
	"unrestrict": {restrict(false), "Everybody may post in the channel."},
	"share":      {withPartner((*fakeslack.Server).ShareWith), "The channel is shared with another company."},
	"unshare":    {withPartner((*fakeslack.Server).Unshare), "The channel is this company’s alone."},
}

func restrict(on bool) func(s *fakeslack.Server, by, channel string) error {
	return func(s *fakeslack.Server, by, channel string) error { return s.Restrict(by, channel, on) }
}

func withPartner(
	do func(s *fakeslack.Server, by, channel, team string) error,
) func(s *fakeslack.Server, by, channel string) error {
	return func(s *fakeslack.Server, by, channel string) error { return do(s, by, channel, fakeslack.Partner) }
}

// changeChannel applies a change as the current user of the page.
func (s *server) changeChannel(_ *http.Request, in struct {
	actor
	Do string `json:"do"`
}) (panelReply, error) {
	action, ok := channelActions[in.Do]
	if !ok {
		return panelReply{}, badRequest(fmt.Sprintf("A channel cannot be made to %q.", in.Do))
	}
	return panelReply{action.text}, slackError(action.do(s.slack, in.User, in.Channel))
}
