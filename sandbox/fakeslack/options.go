package fakeslack

import (
	"io"
	"log/slog"
	"strings"
	"time"
)

// Options describe the workspace. The zero value is a small company with a few people and channels.
type Options struct {
	Now func() time.Time // for dates of messages and events and for scheduled messages; time.Now by default
	Log *slog.Logger     // logs sockets and Web API calls at debug level; discarded by default

	// Aging is the clock for the expiry of trigger_ids, response_urls and 429s; time.Now by
	// default. It is separate from Now, so that existing buttons still work after Now moves ahead
	// by a day.
	Aging func() time.Time

	// URL is the server's public address, without the "/api/". Start sets it; New learns it from
	// the first request.
	URL string

	PingEvery time.Duration // interval of pings on each socket; 10 s by default
	AckWithin time.Duration // deadline of an acknowledgement; 3 s by default
	// time from a disconnect frame to the close; 2 s by default, about 10 s at Slack
	CloseAfter time.Duration

	Team       Team
	Enterprise Enterprise // the workspace's organisation; none by default

	Users    []User
	Channels []Channel

	BotToken   string   // "xoxb-sandbox" by default
	AppToken   string   // "xapp-sandbox" by default
	Scopes     []string // of the bot token; all known scopes by default
	MaxSockets int      // connections before too_many_websockets; 10 by default

	// Commands are the app's slash commands ("/unpaid"). Slack itself answers others. Empty means
	// that every command belongs to the app.
	Commands []string

	// EscapeCommands formats users, channels, e-mails, phone numbers, web addresses and domains in
	// commands in Slack's <…> syntax, and emoji by short name, like should_escape.
	EscapeCommands bool

	// Manifest is the app's manifest.yml. It sets Scopes, Commands, EscapeCommands, Events and
	// ReadOnlyTab.
	Manifest []byte

	Events      []string // the app's event subscriptions ("message.im"); nil means all
	ReadOnlyTab bool     // users cannot type in direct messages with the bot

	// EventRetries are the delays before an unacknowledged event is sent again: at once, after one
	// minute and after five by default.
	EventRetries []time.Duration

	// TrustBlocks takes the answers to commands and clicks as they are: neither their blocks are
	// checked, nor ids added. It makes a benchmark less one of this package.
	TrustBlocks bool

	// number of messages kept per channel, and the same number of ephemeral ones; 2,000 by default
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
	OrgWide bool // org-wide install: the token belongs to no single workspace
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
		o.applyManifest(o.Manifest)
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
