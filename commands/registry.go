package commands

import (
	"cmp"
	"log/slog"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/commands/checkout"
	"github.com/mayarbot/mayarbot/commands/digests"
	"github.com/mayarbot/mayarbot/commands/followup"
	"github.com/mayarbot/mayarbot/commands/publish"
	"github.com/mayarbot/mayarbot/commands/unpaid"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/workdays"
)

// Prefix is the slash command that reaches every command, as /mayar NAME: another app may have a
// command of the same name.
const Prefix = "mayar"

// Default is what the bare /mayar does.
const Default = "help"

// PersonalKeys are the words before a colon whose value names a person.
var PersonalKeys = []string{
	"name", "nama", "email", "e-mail", "mobile", "phone", "hp", "tel", "customer", "pelanggan", "member", "anggota",
}

// Deps are what the commands need from the rest of the program.
type Deps struct {
	Renderer *message.Renderer
	Mirror   Mirror
	Mayar    *mayar.Client
	Slack    Slack
	Sockets  func() []message.Socket // the connections to Slack
	Version  string                  // of this program
	Log      *slog.Logger
	Now      func() time.Time

	Digests         Digests
	Reports         *digests.ReportRenderer
	Once            unpaid.Once
	Admins          []string // Slack user ids who may change every digest
	AllowedChannels []string // where the bot may be used; none: everywhere
	Calendar        workdays.Calendar
	People          followup.People
	Reminders       Reminders
	Zone, Language  string // of a digest that names none: an IANA zone, "en" or "id"
}

// Reminders are the rules and texts of reminding customers.
type Reminders struct {
	Rules collecting.Rules
	Texts *collecting.Texts
	Shop  func() string // the name that customers know
}

// Mirror is what the commands need of the mirror of unpaid transactions.
type Mirror interface {
	unpaid.Mirror
	digests.Mirror
	followup.Mirror
	mirrorState
}

// Digests is what the commands need of the digests: an engine.Service.
type Digests interface {
	digests.Digests
	orphanLister
}

// Slack is what the commands ask of Slack. Its errors are *slackapi.PostError.
type Slack interface {
	digests.Channels
	unpaid.Publisher
	followup.Messenger
	Room
}

// Commands returns every command, in the order of help.
func Commands(d Deps) []bot.Command {
	d.Language = cmp.Or(d.Language, "en")
	health := HealthWithClock(d.Mayar, d.Now)
	rule := publish.Rule{Channels: d.Slack, Admins: d.Admins, Allowed: d.AllowedChannels, Renderer: d.Renderer}
	list := unpaid.New(unpaid.Config{
		Mirror: d.Mirror, Renderer: d.Renderer, Language: d.Language, Health: health, Budget: d.Mayar.Budget(),
		Now: d.Now, Rule: rule, Publisher: d.Slack, Once: d.Once,
	})
	links := checkout.New(checkout.Config{
		Mayar: d.Mayar, Mirror: d.Mirror, Renderer: d.Renderer, Language: d.Language, Health: health, Now: d.Now,
	})
	subscriptions := digests.New(digests.Config{
		Digests: d.Digests, Channels: d.Slack, Rule: rule, Mirror: d.Mirror, Renderer: d.Renderer, Reports: d.Reports,
		Zone: d.Zone, Language: d.Language, Calendar: d.Calendar, Now: d.Now, ShowUnpaid: list.ShowPrivately,
	})
	cards := followup.New(followup.Config{
		Mirror: d.Mirror, People: d.People, Rules: d.Reminders.Rules, Texts: d.Reminders.Texts, Shop: d.Reminders.Shop,
		Renderer: d.Renderer, Slack: d.Slack, Admins: d.Admins, Log: d.Log, Now: d.Now,
	})
	state := &status{
		mayar: d.Mayar, mirror: d.Mirror, digests: d.Digests, sockets: d.Sockets, health: health, renderer: d.Renderer,
		version: d.Version, now: d.Now,
	}
	greeter := &hello{rule: rule, renderer: d.Renderer, once: d.Once, room: d.Slack}
	inHelp := []bot.Command{list.Command(), links.Command(), subscriptions.Command(), state.command()}
	notInHelp := []bot.Command{greeter.command(), cards.Command()} // such as what only listens to events
	return append(withHelp(inHelp, d.Renderer), notInHelp...)
}
