package commands

import (
	"cmp"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/checkout"
	"github.com/mayarbot/mayarbot/commands/digests"
	"github.com/mayarbot/mayarbot/commands/publish"
	"github.com/mayarbot/mayarbot/commands/unpaid"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// Prefix is the name of the command that cannot clash with another app's: /mayar NAME reaches every
// command.
const Prefix = "mayar"

// Default is what the bare /mayar does.
const Default = "help"

// PersonalKeys are the words before a colon whose value names a person.
var PersonalKeys = []string{
	"name", "nama", "email", "e-mail", "mobile", "phone", "hp", "tel", "customer", "pelanggan", "member", "anggota",
}

// Deps are what the commands need of the rest of the program.
type Deps struct {
	Renderer *message.Renderer
	Mirror   Mirror
	Mayar    *mayar.Client
	Slack    Slack
	Sockets  func() []message.Socket // the connections to Slack, for status
	Version  string                  // of this program
	Now      func() time.Time

	Digests         digests.Digests
	Reports         *digests.ReportRenderer
	Once            unpaid.Once
	Admins          []string // Slack user ids who may change every digest
	AllowedChannels []string // where the bot may be used; none: everywhere
	Zone, Language  string   // of a digest that names none: an IANA zone, "en" or "id"
}

// Mirror is what the commands need of the mirror of unpaid transactions.
type Mirror interface {
	unpaid.Mirror
	digests.Mirror
	mirrorState
}

// Slack is what the commands ask of Slack. [bot.Bot] answers, its errors are *slackapi.PostError.
type Slack interface {
	digests.Channels
	unpaid.Publisher
	Room
}

// Commands returns every command, in the order of help.
func Commands(d Deps) []bot.Command {
	health := HealthWithClock(d.Mayar, d.Now)
	language := cmp.Or(d.Language, "en")
	rule := publish.Rule{Channels: d.Slack, Admins: d.Admins, Allowed: d.AllowedChannels, Renderer: d.Renderer}
	list := unpaid.New(unpaid.Config{
		Mirror: d.Mirror, Renderer: d.Renderer, Language: language, Health: health, Budget: d.Mayar.Budget(),
		Now: d.Now, Rule: rule, Publisher: d.Slack, Once: d.Once,
	})
	links := checkout.New(checkout.Config{
		Mayar: d.Mayar, Mirror: d.Mirror, Renderer: d.Renderer, Language: language, Health: health, Now: d.Now,
	})
	scheduled := digests.New(digests.Config{
		Digests: d.Digests, Channels: d.Slack, Rule: rule, Mirror: d.Mirror, Renderer: d.Renderer, Reports: d.Reports,
		Zone: d.Zone, Language: language, Now: d.Now, ShowUnpaid: list.ShowPrivately,
	})
	state := &status{
		mayar: d.Mayar, mirror: d.Mirror, digests: d.Digests, sockets: d.Sockets, health: health, writer: d.Renderer,
		version: d.Version, now: d.Now,
	}
	commands := []bot.Command{list.Command(), links.Command(), scheduled.Command(), state.command()}
	greeter := &hello{writer: d.Renderer, once: d.Once, room: d.Slack, allowed: d.AllowedChannels, admins: d.Admins}
	help := &help{writer: d.Renderer}
	help.commands = append(commands, help.command())
	for i := range help.commands {
		name := help.commands[i].Name
		help.commands[i].Summary, help.commands[i].Usage = d.Renderer.Summary(name), d.Renderer.Usage(name)
		help.commands[i] = withHelp(help.commands[i], d.Renderer)
	}
	return append(help.commands, greeter.command()) // which nobody has to ask for
}
