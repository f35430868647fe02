package commands

import (
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/mayar"
)

func TestHelpOfEachCommand(t *testing.T) {
	t.Parallel()
	client, err := mayar.New("none")
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"help", "?", " HELP ", "bantuan"} {
		for _, c := range Commands(Deps{Renderer: commandtest.Renderer(t), Mayar: client, Now: time.Now}) {
			if !c.Slash {
				continue
			}
			var reply commandtest.Responder
			if err := c.Run(t.Context(), &bot.Request{Text: words}, &reply); err != nil {
				t.Fatal(err)
			}
			if len(reply.Forms) != 0 || !strings.Contains(reply.Last(t), "/"+c.Name) {
				t.Errorf("%s %s: %d forms, %v", c.Name, words, len(reply.Forms), reply.Shown)
			}
		}
	}
}
