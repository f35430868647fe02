// Package commands is what people can ask for: a folder per command below this one, and here the
// registry ([Commands]) that the bot routes on and from which help and the Slack manifest are made.
// The commands that need no folder are here too: help, status and hello.
//
// A command reads what was typed, asks the mirror of unpaid transactions or Mayar, hands plain
// values to package message and shows the result. It knows Slack only as a [bot.Request] and a
// [bot.Responder]. It returns errors as they are, or as a [usererr.Error] where it knows what the
// person has to read: [ErrorMessages] finds the sentence.
//
// To add a command: write a folder with a Handler and a method Command that returns a
// [bot.Command], add it to [Commands], give it a summary in both catalogs of package message, and
// run `go run ./cmd/mayarbot manifest > manifest.yml` when it has a slash command of its own.
package commands
