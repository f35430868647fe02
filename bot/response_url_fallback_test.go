package bot_test

import (
	"testing"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// Whatever a response_url answers, the user gets an answer: in the channel, else directly.
func TestAnswerWhenTheResponseURLFails(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]fakeslack.Failure{
		"no such channel":       {Error: "channel_not_found"},
		"archived":              {Error: "is_archived"},
		"used":                  {Error: "used_url"},
		"expired":               {Status: 404, Body: "expired_url"},
		"forbidden":             {Status: 403},
		"forbidden, HTML":       {Status: 403, Body: "<html>no</html>"},
		"not found, HTML":       {Status: 404, Body: "<html>not here</html>"},
		"down":                  {Status: 503, Body: "<html>"},
		"a proxy's page":        {Status: 200, Body: "<html>Sign in</html>"},
		"a redirect":            {Status: 302},
		"a broken line":         {Drop: true},
		"something of tomorrow": {Error: "not_in_the_mood"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, nil)
			b.Fail(fakeslack.ResponseURL, -1, how)
			b.typeCommand(t, fakeslack.Ayu, fakeslack.Finance, "/help")
			if got := b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText("help")); !got.Ephemeral {
				t.Errorf("answered for everybody: %+v", got)
			}
			b.Fail("chat.postEphemeral", -1, fakeslack.Failure{Error: "is_archived"})
			b.typeCommand(t, fakeslack.Budi, fakeslack.Finance, "/help")
			b.waitForMessage(t, fakeslack.Budi, b.DirectMessages(fakeslack.Budi), hasText("help"))
		})
	}
}
