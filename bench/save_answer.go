package main

import (
	"context"
	"encoding/json"
	"os"
)

// saveAnswer runs a peer for one command and writes its answer to a file.
func saveAnswer(ctx context.Context, p *peer, file string) error {
	return p.run(ctx, func(ctx context.Context, r rig) error {
		slack := r.slack
		if err := slack.Wait(ctx, func() bool { return slack.Connections() > 0 }); err != nil {
			return err
		}
		if err := firstAnswer(ctx, slack); err != nil {
			return err
		}
		sent, err := slack.Slash(ctx, unpaidBy(1))
		if err != nil {
			return err
		}
		answer, err := sent.Reply(ctx)
		if err != nil {
			return err
		}
		message, err := json.Marshal(map[string]any{"text": answer.Text, "blocks": answer.Blocks})
		if err != nil {
			return err
		}
		return os.WriteFile(file, message, 0o600)
	})
}
