package main

import (
	"context"
	"io"
	"time"

	"github.com/mayarbot/mayarbot/commands"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// printManifest is `mayarbot manifest`. The manifest is always in English, for the workspace's
// admins.
func printManifest(_ context.Context, args []string, stdout, _ io.Writer) error {
	if err := noArguments(args); err != nil {
		return err
	}
	manifest, err := slackManifest()
	if err != nil {
		return err
	}
	_, err = stdout.Write(manifest)
	return err
}

func slackManifest() ([]byte, error) {
	writer, err := message.New("en", time.UTC)
	if err != nil {
		return nil, err
	}
	client, err := mayar.New("none") // the registry is only read
	if err != nil {
		return nil, err
	}
	return commands.Manifest(commands.Commands(commands.Deps{Renderer: writer, Mayar: client, Now: time.Now}))
}
