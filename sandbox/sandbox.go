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
	"github.com/mayarbot/mayarbot/workdays"
)

//go:embed page
var embedded embed.FS

// Config configures the page. Slack and Mayar are required.
type Config struct {
	Slack    *fakeslack.Server
	Mayar    *fakemayar.Server
	Controls Controls // the bot; without it the page cannot show the bot's status

	// Clock is the clock that both servers and the bot use, so that the page can move it. A nil
	// Clock is the real time and cannot be moved.
	Clock *Clock
	// Zone is the bot's IANA time zone, for all times on the page. nil means the browser's zone.
	Zone *time.Location
	// Calendar is the bot's, for the steps of the clock to a holiday and to a working day.
	Calendar workdays.Calendar

	MayarLimit int // Mayar's requests per minute, for the control room; 0 means unknown

	Team     string    // name of the workspace; "Toko Contoh" by default
	Commands []Command // for the composer's completion

	// Gallery returns the bot's messages and forms in one of the Languages: a list whose JSON has
	// Name, Title and either Message{Text, Blocks} or View.
	Gallery   func(language string) any
	Languages []string

	Log *slog.Logger // slog.Default if nil
}

// A Command is a command that a user can type.
type Command struct {
	Name     string   `json:"name"`  // "/unpaid"
	Usage    string   `json:"usage"` // arguments: "[words] [older:7d]"
	Summary  string   `json:"summary"`
	Examples []string `json:"examples,omitempty"` // complete lines: "/unpaid older:7d"
}

// Controls connect the page to the bot.
type Controls interface {
	BotStatus(ctx context.Context) BotStatus
	// NextDigest is the due time of the next digest by the sandbox's clock; false if there is none.
	NextDigest(ctx context.Context) (time.Time, bool)
	// ClockMoved is called after the clock moved, so that waiting work checks the time again.
	ClockMoved(ctx context.Context)
}

// BotStatus is the state of the bot.
type BotStatus struct {
	OK   bool   `json:"ok"`
	Text string `json:"text"` // a word or two: "running", "ended: invalid_auth"
}

type server struct {
	config   Config
	slack    *fakeslack.Server
	mayar    *fakemayar.Server
	log      *slog.Logger
	commands commandLog
	settings panelSettings
}

// New returns the handler of the page and its API.
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
	return checkOrigin(s.routes())
}

func (s *server) routes() http.Handler {
	page, err := fs.Sub(embedded, "page")
	if err != nil {
		panic(err) // cannot happen: page is embedded
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.servePage)
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
