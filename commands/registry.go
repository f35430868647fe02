package commands

import (
	"cmp"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// Prefix is the name of the command that cannot clash with another app's: /mayar NAME reaches every
// command.
const Prefix = "mayar"

// Default is what the bare /mayar does.
const Default = "help"

// Deps are what the commands need of the rest of the program.
type Deps struct {
	Writer  *message.Writer
	Mirror  Mirror
	Mayar   *mayar.Client
	Sockets func() []message.Socket // the connections to Slack, for status
	Version string                  // of this program
	Now     func() time.Time

	Digests         Digests
	Channels        Channels
	Room            Room
	Publisher       Publisher
	Once            Once
	DigestRenderer  *DigestRenderer
	Admins          []string // Slack user ids who may change every digest
	AllowedChannels []string // where the bot may be used; none: everywhere
	Zone, Language  string   // of a digest that names none: an IANA zone, "en" or "id"
}

func (d Deps) publishRule() publishRule {
	return publishRule{channels: d.Channels, admins: d.Admins, allowed: d.AllowedChannels, writer: d.Writer}
}

// Commands returns every command, in the order of help.
func Commands(d Deps) []bot.Command {
	list := &unpaid{
		language: cmp.Or(d.Language, "en"),
		mirror:   d.Mirror,
		writer:   d.Writer,
		health:   HealthWithClock(d.Mayar, d.Now),
		budget:   d.Mayar.Budget(),
		now:      d.Now,
		sharing:  sharing{d.publishRule(), d.Publisher, d.Once},
	}
	commands := []bot.Command{
		list.command(),
		newCheckout(d).command(),
		newDigest(d, withListState(list.showPrivately)).command(),
		(&status{deps: d}).command(),
	}
	greeter := &hello{writer: d.Writer, once: d.Once, room: d.Room, allowed: d.AllowedChannels, admins: d.Admins}
	help := &help{writer: d.Writer}
	help.commands = append(commands, help.command())
	for i := range help.commands {
		name := help.commands[i].Name
		help.commands[i].Summary, help.commands[i].Usage = d.Writer.Summary(name), d.Writer.Usage(name)
		help.commands[i] = forPerson(help.commands[i])
	}
	return append(help.commands, greeter.command()) // which nobody has to ask for
}
