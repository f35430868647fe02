package main

import (
	"context"
	"os"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// barePeer is the argument that makes this program the peer it measures: a bare slack-go loop.
const barePeer = "bare-peer"

// runBare acknowledges and answers slash commands until ctx ends, with nothing around it: what it
// does is the floor.
func runBare(ctx context.Context) error {
	api := slack.New(os.Getenv("SLACK_BOT_TOKEN"), slack.OptionAppLevelToken(os.Getenv("SLACK_APP_TOKEN")),
		slack.OptionAPIURL(os.Getenv("SLACK_API_URL")))
	client := socketmode.New(api)
	go func() {
		for event := range client.Events {
			if command, ok := event.Data.(slack.SlashCommand); ok {
				if err := client.AckCtx(ctx, event.Request.EnvelopeID, nil); err == nil {
					go answer(ctx, command.ResponseURL)
				}
			}
		}
	}()
	return client.RunContext(ctx)
}

func answer(ctx context.Context, url string) {
	// A reply that is lost is missed, and reported, by the one who waits for it.
	_ = slack.PostWebhookContext(ctx, url, &slack.WebhookMessage{Text: "278 unpaid"})
}
