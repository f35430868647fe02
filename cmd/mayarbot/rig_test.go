package main

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/commands"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// patience is how long a test waits for what must come. It is no measure: on a busy machine all
// takes long.
const patience = 2 * time.Minute

// pretendSlack starts a Slack that waits for acks as long as a test does: how soon they come is
// measured elsewhere.
func pretendSlack(t testing.TB, options fakeslack.Options) *fakeslack.Server {
	options.BotToken, options.AppToken, options.AckWithin = sandboxBotToken, sandboxAppToken, patience
	slack := fakeslack.Start(options)
	t.Cleanup(slack.Close)
	return slack
}

// A rig is the real bot between the pretend servers, as the sandbox has it, with one person at it.
type rig struct {
	testing.TB
	slack *fakeslack.Server
	mayar *fakemayar.Server
	app   *app
	cfg   config
	clock *clock
	end   func() // stops the bot, as SIGTERM does

	user, channel string
}

// A clock is the real one, put forward.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time             { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) putForward(d time.Duration) { c.ahead.Add(int64(d)) }

// newRig starts a bot on SQLite whose budget does not slow the test. The options change what it is
// made of before it starts.
func newRig(t testing.TB, options ...func(*config, *fakemayar.Options)) *rig {
	t.Helper()
	cfg := config{settings: settings{Language: "en", Timezone: timezone{time.UTC}, Sockets: 2, RetentionDays: 90}}
	cfg.MayarAPIVersion, cfg.MayarRequestsPerMinute = "auto", 10_000
	clock := &clock{}
	shop := fakemayar.Options{Key: sandboxKey, RequestsPerMinute: -1, DuplicateWindow: -1, Now: clock.now}
	for _, option := range options {
		option(&cfg, &shop)
	}
	r := &rig{TB: t, user: fakeslack.Ayu, channel: fakeslack.Finance, clock: clock}
	r.slack = pretendSlack(t, fakeslack.Options{Scopes: commands.Scopes, EscapeCommands: true, Now: clock.now})
	r.mayar = fakemayar.Start(shop)
	t.Cleanup(r.mayar.Close)
	database := cfg.DatabaseURL
	r.cfg = cfg.inSandbox(r.slack.APIURL(), r.mayar.URL(), t.TempDir())
	r.cfg.AllowedUsers, r.cfg.AllowedChannels = cfg.AllowedUsers, cfg.AllowedChannels
	if database != "" {
		r.cfg.DatabaseURL = database
	}
	r.start()
	return r
}

// start starts the bot, which ends with the test at the latest.
func (r *rig) start() {
	r.Helper()
	var err error
	r.app, err = newApp(r.Context(), r.cfg, slog.New(slog.NewTextHandler(r.Output(), nil)), r.clock.now)
	if err != nil {
		r.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(r.Context()))
	ended := make(chan error, 1)
	go func() { ended <- r.app.Run(ctx) }()
	r.end = sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			r.Errorf("the bot ended: %v", err)
		}
	})
	r.Cleanup(r.end)
	r.wait("all sockets", func() bool { return len(r.slack.Sockets()) == int(r.cfg.Sockets) })
}

// wait waits until cond holds, asking again at each change that somebody in Slack could see.
func (r *rig) wait(what string, cond func() bool) {
	r.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if err := r.slack.Wait(ctx, cond); err != nil {
		r.Fatalf("waiting for %s: %v; last: %s", what, err, r.lastText())
	}
}

// as returns the same rig with somebody else at it.
func (r *rig) as(user, channel string) *rig {
	other := *r
	other.user, other.channel = user, channel
	return &other
}

// say types a command and returns once it is acknowledged.
func (r *rig) say(text string) {
	r.Helper()
	sent, err := r.slack.Slash(r.Context(), fakeslack.Slash{User: r.user, Channel: r.channel, Text: text})
	if err != nil || !sent.Acked {
		r.Fatalf("%s: %v, %+v", text, err, sent)
	}
}

// messages are those that the person sees in the channel.
func (r *rig) messages() []fakeslack.Message { return r.slack.Messages(r.user, r.channel) }

func (r *rig) last() (fakeslack.Message, bool) {
	all := r.messages()
	if len(all) == 0 {
		return fakeslack.Message{}, false
	}
	return all[len(all)-1], true
}

func (r *rig) lastText() string {
	last, _ := r.last()
	return last.Text + " " + string(last.Blocks)
}

// sees waits until the newest message holds every one of the texts.
func (r *rig) sees(texts ...string) fakeslack.Message {
	r.Helper()
	r.wait(strings.Join(texts, " + "), func() bool { return holds(r.lastText(), texts...) })
	last, _ := r.last()
	return last
}

// answers types a command and waits for a new message that holds the texts.
func (r *rig) answers(command string, texts ...string) fakeslack.Message {
	r.Helper()
	before := len(r.messages())
	r.say(command)
	r.wait("an answer to "+command, func() bool { return len(r.messages()) > before && holds(r.lastText(), texts...) })
	last, _ := r.last()
	return last
}

// holds tells whether a text has all the parts. What JSON may write as an escape is the sign
// itself.
func holds(text string, parts ...string) bool {
	text = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(text)
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

// click clicks the control with an action id in a message. A select takes the value of the option
// to choose.
func (r *rig) click(msg fakeslack.Message, actionID string, option ...string) {
	r.Helper()
	click := fakeslack.Click{
		User:     r.user,
		Channel:  r.channel,
		TS:       msg.TS,
		ActionID: actionID,
		Value:    strings.Join(option, ""),
	}
	sent, err := r.slack.Click(r.Context(), click)
	if err != nil || !sent.Acked {
		r.Fatalf("click %s: %v, %+v", actionID, err, sent)
	}
}

// form waits for the form that a command opened.
func (r *rig) form() fakeslack.View {
	r.Helper()
	r.wait("a form", func() bool { return len(r.slack.Views(r.user)) > 0 })
	views := r.slack.Views(r.user)
	return views[len(views)-1]
}

// opens clicks until a form opens: Slack lets the bot open one within three seconds of a click,
// which a busy machine may need for something else.
func (r *rig) opens(msg fakeslack.Message, actionID string) fakeslack.View {
	r.Helper()
	for range 5 {
		before := len(r.messages())
		r.click(msg, actionID)
		tooSlow := func() bool { return len(r.messages()) > before && holds(r.lastText(), "Slack was too slow") }
		r.wait("a form", func() bool { return len(r.slack.Views(r.user)) > 0 || tooSlow() })
		if len(r.slack.Views(r.user)) > 0 {
			break
		}
	}
	return r.form()
}

// submit fills in fields by block_id, each of which has one element of the same name.
func (r *rig) submit(view fakeslack.View, fields map[string]string) {
	r.Helper()
	values := fakeslack.Values{}
	for block, value := range fields {
		values[block] = map[string]fakeslack.Value{block: {Value: value}}
	}
	sent, err := r.slack.Submit(r.Context(), fakeslack.Submit{User: r.user, ViewID: view.ID, Values: values})
	if err != nil || !sent.Acked {
		r.Fatalf("submit: %v, %+v", err, sent)
	}
}
