package sandbox

import (
	"fmt"
	"net/http"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// channelMoves are what somebody can do to a channel, and what is said of it then.
var channelMoves = map[string]struct {
	do    func(s *fakeslack.Server, by, channel string) error
	words string
}{
	"kick":       {(*fakeslack.Server).Kick, "The bot was removed from the channel."},
	"invite":     {(*fakeslack.Server).Invite, "The bot is in the channel again."},
	"archive":    {(*fakeslack.Server).Archive, "The channel is archived."},
	"unarchive":  {(*fakeslack.Server).Unarchive, "The channel is back."},
	"restrict":   {restrict(true), "Only admins may post in the channel."},
	"unrestrict": {restrict(false), "Everybody may post in the channel."},
	"share":      {partnered((*fakeslack.Server).ShareWith), "The channel is shared with another company."},
	"unshare":    {partnered((*fakeslack.Server).Unshare), "The channel is this company’s alone."},
}

func restrict(on bool) func(s *fakeslack.Server, by, channel string) error {
	return func(s *fakeslack.Server, by, channel string) error { return s.Restrict(by, channel, on) }
}

func partnered(
	do func(s *fakeslack.Server, by, channel, team string) error,
) func(s *fakeslack.Server, by, channel string) error {
	return func(s *fakeslack.Server, by, channel string) error { return do(s, by, channel, fakeslack.Partner) }
}

// changeChannel does it as the person whose eyes the page borrows.
func (s *server) changeChannel(_ *http.Request, in struct {
	where
	Do string `json:"do"`
}) (said, error) {
	move, ok := channelMoves[in.Do]
	if !ok {
		return said{}, errAsk(fmt.Sprintf("A channel cannot be made to %q.", in.Do))
	}
	return said{move.words}, plain(move.do(s.slack, in.User, in.Channel))
}
