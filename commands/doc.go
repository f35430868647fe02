// Package commands is what people can ask for: one file per command, with the clicks, forms and
// menus that belong to it, and the registry ([Commands]) that the bot routes on and that help and
// the Slack manifest are made from.
//
// A command reads what was typed, asks the mirror of unpaid transactions or Mayar, hands plain
// values to package message and shows what comes back. It knows Slack only as a [bot.Request] and a
// [bot.Responder]. Errors are returned as they are: [ErrorMessages] finds the sentence that the
// person may see.
//
// To add a command: write a file with a type and a method command() that returns a [bot.Command],
// add it to [Commands], give it a summary in both catalogs of package message, and run `go run
// ./cmd/mayarbot manifest > manifest.yml` when it has a slash command of its own.
package commands
