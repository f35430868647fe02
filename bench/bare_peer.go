package main

import (
	"context"
	"os"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// The arguments that make this program a measured peer: a bare slack-go loop, which answers or not.
const (
	barePeer     = "bare-peer"
	bareAcksPeer = "bare-acks-peer"
)

// runBare acknowledges slash commands until ctx ends, and answers them if asked to. It is the lower
// bound.
func runBare(ctx context.Context, answers bool) error {
	api := slack.New(os.Getenv("SLACK_BOT_TOKEN"), slack.OptionAppLevelToken(os.Getenv("SLACK_APP_TOKEN")),
		slack.OptionAPIURL(os.Getenv("SLACK_API_URL")))
	client := socketmode.New(api)
	go func() {
		for event := range client.Events {
			if command, ok := event.Data.(slack.SlashCommand); ok {
				if err := client.AckCtx(ctx, event.Request.EnvelopeID, nil); err == nil && answers {
					go answer(ctx, command.ResponseURL)
				}
			}
		}
	}()
	return client.RunContext(ctx)
}

func answer(ctx context.Context, url string) {
	// The caller that waits for a reply reports a lost one.
	_ = slack.PostWebhookContext(ctx, url, &slack.WebhookMessage{Text: "278 unpaid"})
}
