package fakeslack

import (
	"io"
	"log/slog"
	"strings"
	"time"
)

// Options say what the workspace is like. The zero value is a small company with a few people and channels.
type Options struct {
	Now func() time.Time // dates messages and events, and says when scheduled messages are due; time.Now by default
	Log *slog.Logger     // what happens on the sockets and the Web API, at debug level; nothing by default

	// Aging is the time by which trigger_ids and response_urls expire and a 429 is over; time.Now by default. It is apart from Now, so that what stands
	// on somebody's screen can still be clicked when Now has been moved on by a day.
	Aging func() time.Time

	// URL is where the outside reaches this server, without the "/api/". It is known after Start; with New it is learned from the first request.
	URL string

	PingEvery time.Duration // between pings on each socket; 10 s by default
	AckWithin time.Duration // how long an envelope may go unacknowledged; 3 s by default
	// from a disconnect frame to the closing of the socket; 2 s by default, about 10 s at Slack
	CloseAfter time.Duration

	Team       Team
	Enterprise Enterprise // that the workspace belongs to; none by default

	Users    []User
	Channels []Channel

	BotToken   string   // "xoxb-sandbox" by default
	AppToken   string   // "xapp-sandbox" by default
	Scopes     []string // of the bot token; everything the fake knows by default
	MaxSockets int      // connections at once before too_many_websockets; 10 by default

	// Commands are the slash commands that the app has ("/unpaid"); others are answered by Slack itself. Empty means that every command is the app's.
	Commands []string

	// EscapeCommands turns @names, #channels, e-mails, phone numbers, web addresses and domains in commands into Slack's <…> forms and emoji into their
	// short names, as should_escape does.
	EscapeCommands bool

	// Manifest is the app's (manifest.yml). It sets Scopes, Commands, EscapeCommands, Events and ReadOnlyTab.
	Manifest []byte

	Events      []string // that the app subscribed to ("message.im"); nil means all
	ReadOnlyTab bool     // nobody can type in the direct messages with the bot (messages_tab_read_only_enabled)

	// EventRetries are the pauses before an unacknowledged event is delivered again; at once, after a minute and after five by default.
	EventRetries []time.Duration

	// newest messages kept in each channel, and as many again of those to single people; 2,000 by default
	KeepMessages int
}

// A Team is the workspace.
type Team struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Domain string `json:"domain"`
}

// An Enterprise is an organisation of workspaces (Enterprise Grid).
type Enterprise struct {
	ID      string // "E0SANDBOX1"
	Name    string
	OrgWide bool // the app is installed for all its workspaces at once, and its token is of no single one
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Aging == nil {
		o.Aging = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.Manifest != nil {
		o.install(o.Manifest)
	}
	setDefault(&o.PingEvery, 10*time.Second)
	setDefault(&o.AckWithin, 3*time.Second)
	setDefault(&o.CloseAfter, 2*time.Second)
	setDefault(&o.Team, defaultTeam)
	setDefault(&o.BotToken, "xoxb-sandbox")
	setDefault(&o.AppToken, "xapp-sandbox")
	setDefault(&o.MaxSockets, 10)
	setDefault(&o.KeepMessages, 2000)
	if o.Users == nil {
		o.Users = defaultUsers(o.Team.ID)
	}
	if o.Channels == nil {
		o.Channels = defaultChannels()
	}
	if o.Scopes == nil {
		o.Scopes = knownScopes()
	}
	if o.EventRetries == nil {
		o.EventRetries = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	o.URL = strings.TrimSuffix(o.URL, "/")
	return o
}

func setDefault[T comparable](option *T, value T) {
	var zero T
	if *option == zero {
		*option = value
	}
}
