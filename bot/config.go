package bot

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/bot/socket"
	"github.com/prometheus/client_golang/prometheus"
)

// A Config says how the bot reaches Slack and what people can ask of it.
type Config struct {
	API         *slackapi.Client
	Connections *socket.Connections

	Workers int // handlers that run at once, most of them waiting; default 512
	Queue   int // requests that may wait for a worker; default 256

	Prefix   string    // the slash command for every command; default "mayar"
	Commands []Command // the registry
	Default  string    // the command that the bare prefix runs; default "help"

	// ForUser returns the context in which handlers work for a user. Optional.
	ForUser func(ctx context.Context, userID string) context.Context

	// PersonalKeys are the words before a colon whose value names a person. Records hide it.
	PersonalKeys []string

	Access   Access
	Messages Messages
	Auditor  Auditor // nil: the log only

	// OnChannelAvailable is called, one channel at a time, when the bot was invited to a channel or
	// a channel of its own was unarchived: posts that failed there may succeed now. Optional.
	OnChannelAvailable func(ctx context.Context, channel string)

	// UserChanges tells the other processes of this app which users changed: Slack tells one
	// process only. Nil: there are no others.
	UserChanges UserChanges

	// ClaimMessage reports whether this replica is the first to claim the message id: Slack may
	// send a message again to another replica. Nil: there are no others.
	ClaimMessage func(ctx context.Context, id string) (bool, error)

	Log        *slog.Logger          // default slog.Default()
	Registerer prometheus.Registerer // default a new registry; Handler serves a Gatherer
	Now        func() time.Time      // default time.Now
}

// Access says who may use the bot. An empty list allows every full member, everywhere.
//
// Channels is where a command is typed or a button is clicked, direct messages included: with a
// list, a direct message with the bot is denied unless its id (D…) is listed. A form carries no
// channel. It was opened from an allowed channel, and the rules about users are checked again when
// it is submitted.
type Access struct {
	Users      []string // U…
	Usergroups []string // S…; needs the scope usergroups:read, else no group counts
	Channels   []string // C…, G…, D…
}

// withDefaults fills in the defaults and validates the result.
func (c Config) withDefaults() (Config, error) {
	c.Workers = cmp.Or(c.Workers, 512)
	c.Queue = cmp.Or(c.Queue, 256)
	c.Prefix = cmp.Or(c.Prefix, "mayar")
	c.Default = cmp.Or(c.Default, "help")
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Registerer == nil {
		c.Registerer = prometheus.NewRegistry()
	}
	return c, c.validate()
}

func (c Config) validate() error {
	var wrong []error
	if c.API == nil {
		wrong = append(wrong, errors.New("bot: Config.API is missing"))
	}
	if c.Connections == nil {
		wrong = append(wrong, errors.New("bot: Config.Connections is missing"))
	}
	if c.Workers < 1 || c.Queue < 1 {
		wrong = append(wrong, errors.New("there must be at least one worker and room for one waiting request"))
	}
	if c.Messages == nil {
		wrong = append(wrong, errors.New("bot: Config.Messages is missing"))
	}
	return errors.Join(wrong...)
}
