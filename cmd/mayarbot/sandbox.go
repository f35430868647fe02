package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/commands"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/internal/loopback"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/message/samples"
	"github.com/mayarbot/mayarbot/sandbox"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/sourcegraph/conc/pool"
)

const (
	sandboxBotToken = "xoxb-sandbox"
	sandboxAppToken = "xapp-sandbox"
	sandboxKey      = "sandbox-key"

	// sandboxRequests is Mayar's limit in the sandbox, where several mornings can pass in a minute.
	sandboxRequests = 120
)

// runSandbox is `mayarbot sandbox`: the real bot between a pretend Slack and a pretend Mayar, over
// HTTP and WebSockets, with a page to use it. The settings apply here too; tokens, keys and the
// database are the sandbox's own, and so are the limit of requests and the admin if they are not
// set.
func runSandbox(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	how, err := sandboxFlags(args)
	if err != nil {
		return err
	}
	cfg, err := loadConfig()
	if err != nil {
		return err
	}
	if os.Getenv("MAYAR_REQUESTS_PER_MINUTE") == "" {
		cfg.MayarRequestsPerMinute = sandboxRequests
	}
	if _, set := os.LookupEnv("MAYARBOT_ADMINS"); !set {
		cfg.Admins = []string{fakeslack.Ayu} // the page begins as her
	}
	listener, err := net.Listen("tcp", how.address)
	if err != nil {
		return fmt.Errorf("--listen: %w; --listen 127.0.0.1:0 takes any port that is free", err)
	}
	defer listener.Close()
	folder, err := os.MkdirTemp("", "mayarbot-sandbox-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)

	manifest, err := slackManifest()
	if err != nil {
		return err
	}
	log, clock := cfg.logger(stderr), &sandbox.Clock{}
	slack := fakeslack.Start(fakeslack.Options{
		BotToken: sandboxBotToken, AppToken: sandboxAppToken, Manifest: manifest, Enterprise: how.enterprise,
		Now: clock.Now, Log: log,
	})
	defer slack.Close()
	shop := fakemayar.Start(fakemayar.Options{Key: sandboxKey, RequestsPerMinute: int(cfg.MayarRequestsPerMinute),
		Now: clock.Now})
	defer shop.Close()

	bot, err := newApp(ctx, cfg.inSandbox(slack.APIURL(), shop.URL(), folder), log, clock.Now)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "\n  The sandbox is at http://%s\n\n  Type /unpaid, /checkout, /digest or /mayar help "+
		"there. Ctrl+C ends it; nothing is kept.\n\n", listener.Addr())
	state := &botState{app: bot}
	page := sandbox.New(sandbox.Config{
		Slack:      slack,
		Mayar:      shop,
		MayarLimit: int(cfg.MayarRequestsPerMinute),
		Controls:   state,
		Clock:      clock,
		Zone:       cfg.Timezone.Location,
		Calendar:   cfg.calendar(),
		Commands:   typeable(bot),
		Gallery:    func(language string) any { return samples.All(language) },
		Languages:  message.Languages,
		Log:        log,
	})
	return serveSandbox(ctx, log, listener, page, state)
}

// sandboxOptions are the arguments of the command line.
type sandboxOptions struct {
	address    string
	enterprise fakeslack.Enterprise
}

func sandboxFlags(args []string) (sandboxOptions, error) {
	flags := flag.NewFlagSet("mayarbot sandbox", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // it would print the arguments
	address := flags.String("listen", "127.0.0.1:7777", "address of the page, on this machine")
	orgWide := flags.Bool("org-wide", false, "install the app for a whole Enterprise organisation")
	if err := flags.Parse(args); err != nil {
		return sandboxOptions{}, errors.New("it is mayarbot sandbox --listen HOST:PORT --org-wide, and both can be " +
			"left out")
	}
	if host, _, err := net.SplitHostPort(*address); err != nil || !loopback.Is(host) {
		return sandboxOptions{}, errors.New("--listen must be an address of this machine, as 127.0.0.1:7777; the " +
			"page has no password")
	}
	how := sandboxOptions{address: *address}
	if *orgWide {
		how.enterprise = fakeslack.Enterprise{ID: "E0SANDBOX1", Name: "Grup Contoh", OrgWide: true}
	}
	return how, noArguments(flags.Args())
}

// inSandbox returns the configuration for the pretend servers and a temporary database.
func (c config) inSandbox(slackAPI, mayarURL, folder string) config {
	c.SlackBotToken, c.SlackAppToken, c.SlackAPIURL = sandboxBotToken, sandboxAppToken, slackURL(slackAPI)
	c.MayarAPIKey, c.MayarAPIURL, c.MayarCreditURL = sandboxKey, hostURL(mayarURL), ""
	c.DatabaseURL = databaseURL("sqlite:" + filepath.Join(folder, "mayarbot.db"))
	// Ids of a real workspace would lock everybody out.
	c.AllowedUsers, c.AllowedUsergroups, c.AllowedChannels = nil, nil, nil
	return c
}

// serveSandbox runs the bot and the page until ctx ends. When the bot fails, the page stays and
// says so.
func serveSandbox(
	ctx context.Context, log *slog.Logger, listener net.Listener, page http.Handler, state *botState,
) error {
	parts := pool.New().WithErrors().WithContext(ctx)
	parts.Go(func(ctx context.Context) error { return serve(ctx, listener, page) })
	parts.Go(func(ctx context.Context) error {
		err := state.app.Run(ctx)
		if err != nil {
			state.ended.Store(err.Error())
			log.Error("the bot has ended", "error", err)
		}
		return nil
	})
	return parts.Wait()
}

// typeable returns the commands that the page's composer completes.
func typeable(bot *app) []sandbox.Command {
	var list []sandbox.Command
	for _, c := range bot.commands {
		name := "/" + commands.Prefix + " " + c.Name
		if c.Slash {
			name = "/" + c.Name
		}
		command := sandbox.Command{Name: name, Usage: c.Usage, Summary: c.Summary}
		for _, example := range c.Examples {
			command.Examples = append(command.Examples, "/"+example)
		}
		list = append(list, command)
	}
	return list
}

// botState tells the page the state of the bot.
type botState struct {
	app   *app
	ended atomic.Value // string
}

func (s *botState) BotStatus(context.Context) sandbox.BotStatus {
	if why, ok := s.ended.Load().(string); ok {
		return sandbox.BotStatus{Text: why}
	}
	if !s.app.bot.Ready() {
		return sandbox.BotStatus{Text: "connecting"}
	}
	return sandbox.BotStatus{OK: true, Text: "connected"}
}

// NextDigest returns when the next digest is due.
func (s *botState) NextDigest(ctx context.Context) (next time.Time, ok bool) {
	subs, err := s.app.digests.ListAll(ctx)
	if err != nil {
		return time.Time{}, false
	}
	for _, sub := range subs {
		waits := !sub.Next.IsZero() && sub.Next.Before(digest.Forever) && !sub.Paused(sub.Next)
		if waits && (!ok || sub.Next.Before(next)) {
			next, ok = sub.Next, true
		}
	}
	return next, ok
}

// ClockMoved plans at once what is due by the new time.
func (s *botState) ClockMoved(context.Context) { s.app.digests.Wake() }
