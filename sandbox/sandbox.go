package sandbox

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

//go:embed page
var embedded embed.FS

// Config is what the page shows and acts on. Slack and Mayar must be set.
type Config struct {
	Slack    *fakeslack.Server
	Mayar    *fakemayar.Server
	Controls Controls // the bot beside them; without it the page says that it does not know how the bot is

	// Clock is the one whose Now both servers and the bot were given, so that the page can move it. A nil Clock shows the real time and cannot be
	// moved.
	Clock *Clock
	// Zone is the bot's, an IANA zone. The page shows every time in it; in the browser's own when nil.
	Zone *time.Location

	MayarLimit int // requests a minute that Mayar allows, as the control room tells it; 0: it does not

	Team     string    // name of the workspace; "Toko Contoh" when empty
	Commands []Command // offered by the composer as one types

	// Gallery returns the bot's messages and forms in one of the Languages: a list whose JSON has Name, Title and either Message{Text, Blocks} or
	// View.
	Gallery   func(language string) any
	Languages []string

	Log *slog.Logger // slog.Default when nil
}

// A Command is something that can be typed.
type Command struct {
	Name     string   `json:"name"`  // "/unpaid"
	Usage    string   `json:"usage"` // what may follow: "[words] [older:7d]"
	Summary  string   `json:"summary"`
	Examples []string `json:"examples,omitempty"` // whole lines: "/unpaid older:7d"
}

// Controls tell the page of the bot that runs beside the pretend servers.
type Controls interface {
	BotStatus(ctx context.Context) BotStatus
	// NextDigest is when the next digest is due by the sandbox's clock; false when none is.
	NextDigest(ctx context.Context) (time.Time, bool)
	// ClockMoved is called after the clock was moved, so that what waits for a moment looks again whether it has come.
	ClockMoved(ctx context.Context)
}

// BotStatus is how the bot is.
type BotStatus struct {
	OK   bool   `json:"ok"`
	Text string `json:"text"` // a word or two: "running", "ended: invalid_auth"
}

type server struct {
	config Config
	slack  *fakeslack.Server
	mayar  *fakemayar.Server
	log    *slog.Logger
	echoes echoes
	dials  dials
}

// New returns the page and what it talks to.
func New(config Config) http.Handler {
	if config.Log == nil {
		config.Log = slog.Default()
	}
	if config.Team == "" {
		config.Team = "Toko Contoh"
	}
	if config.Gallery == nil {
		config.Gallery = func(string) any { return nil }
	}
	s := &server{config: config, slack: config.Slack, mayar: config.Mayar, log: config.Log}
	return guard(s.routes())
}

func (s *server) routes() http.Handler {
	page, err := fs.Sub(embedded, "page")
	if err != nil {
		panic(err) // page is embedded, or this would not have been built
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.open)
	mux.Handle("GET /", http.FileServerFS(page))
	mux.HandleFunc("GET /sandbox/state", s.state)
	mux.HandleFunc("GET /sandbox/events", s.events)
	mux.HandleFunc("GET /sandbox/gallery", s.gallery)
	mux.HandleFunc("GET /sandbox/panel", s.panel)
	mux.HandleFunc("POST /sandbox/slash", endpoint(s.slash))
	mux.HandleFunc("POST /sandbox/say", endpoint(s.say))
	mux.HandleFunc("POST /sandbox/click", endpoint(s.click))
	mux.HandleFunc("POST /sandbox/suggest", endpoint(s.suggest))
	mux.HandleFunc("POST /sandbox/submit", endpoint(s.submit))
	mux.HandleFunc("POST /sandbox/close", endpoint(s.closeView))
	mux.HandleFunc("POST /sandbox/panel/disconnect", endpoint(s.disconnect))
	mux.HandleFunc("POST /sandbox/panel/fault", endpoint(s.setFault))
	mux.HandleFunc("POST /sandbox/panel/checkout", endpoint(s.setCheckout))
	mux.HandleFunc("POST /sandbox/panel/versions", endpoint(s.setVersions))
	mux.HandleFunc("POST /sandbox/panel/paid", endpoint(s.markPaid))
	mux.HandleFunc("POST /sandbox/panel/expire", endpoint(s.expire))
	mux.HandleFunc("POST /sandbox/panel/add", endpoint(s.addTransaction))
	mux.HandleFunc("POST /sandbox/panel/clock", endpoint(s.moveClock))
	mux.HandleFunc("POST /sandbox/panel/channel", endpoint(s.changeChannel))
	mux.HandleFunc("POST /sandbox/panel/person", endpoint(s.changePerson))
	mux.HandleFunc("POST /sandbox/panel/posts", endpoint(s.setPosts))
	return mux
}
