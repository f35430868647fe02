package sandbox_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/mayarbot/mayarbot/sandbox"
	"github.com/mayarbot/mayarbot/sandbox/browsertest"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

//go:embed testdata/gallery.json
var galleryJSON []byte

var commands = []sandbox.Command{
	{Name: "/checkout", Usage: "[PRODUCT name:… email:… mobile:…]", Summary: "A payment link for one customer",
		Examples: []string{"/checkout kelas name:Sari"}},
	{Name: "/mayar help", Summary: "What it can do"},
	{Name: "/unpaid", Usage: "[words] [older:7d] [min:100000]", Summary: "Who has not paid yet",
		Examples: []string{"/unpaid older:7d", "/unpaid status:expired"}},
}

// jayapura is two hours ahead of Jakarta, and no zone that a test machine has by chance.
var jayapura = func() *time.Location {
	zone, err := time.LoadLocation("Asia/Jayapura")
	if err != nil {
		panic(err)
	}
	return zone
}()

// A world is the page with everything pretend behind it.
type world struct {
	slack  *fakeslack.Server
	mayar  *fakemayar.Server
	clock  *sandbox.Clock
	digest *digest
	url    string
	stop   func()
}

// digest stands for the bot's digests: one may be due once.
type digest struct {
	mu   sync.Mutex
	at   time.Time
	now  func() time.Time
	post func() // delivers it
}

func (d *digest) plan(at time.Time, post func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at, d.post = at, post
}

func (d *digest) BotStatus(context.Context) sandbox.BotStatus {
	return sandbox.BotStatus{OK: true, Text: "running"}
}

func (d *digest) NextDigest(context.Context) (time.Time, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at, !d.at.IsZero()
}

func (d *digest) ClockMoved(context.Context) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.at.IsZero() && !d.now().Before(d.at) {
		d.at = time.Time{}
		d.post()
	}
}

func start(t *testing.T, options fakeslack.Options) world {
	t.Helper()
	clock := &sandbox.Clock{}
	options.Now = clock.Now
	w := world{
		slack: fakeslack.Start(options), mayar: fakemayar.Start(fakemayar.Options{Now: clock.Now}),
		clock: clock, digest: &digest{now: clock.Now},
	}
	server := httptest.NewServer(sandbox.New(sandbox.Config{
		Slack: w.slack, Mayar: w.mayar, Controls: w.digest, Clock: clock, Zone: jayapura, Commands: commands,
		Languages: []string{"en", "id"},
		Gallery:   func(string) any { return json.RawMessage(galleryJSON) },
	}))
	w.url = server.URL
	w.stop = sync.OnceFunc(func() {
		w.slack.Close() // ends the streams of changes, which the page's server waits for
		w.mayar.Close()
		server.Close()
	})
	t.Cleanup(w.stop)
	return w
}

// visit opens the page of a new world with the scripted bot in it.
func visit(
	t *testing.T, browser *browsertest.Browser, options fakeslack.Options,
) (*browsertest.Page, world, *scriptedBot) {
	t.Helper()
	w := start(t, options)
	bot := startBot(t, w.slack)
	page := browser.Open(t, w.url)
	page.WaitText("Nothing here yet")
	return page, w, bot
}

// picture writes a screenshot where SANDBOX_PICTURES says, for a look at the page; without it nothing.
func picture(t *testing.T, page *browsertest.Page, name string) {
	t.Helper()
	if dir := os.Getenv("SANDBOX_PICTURES"); dir != "" {
		page.Screenshot(filepath.Join(dir, name+".png"))
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	for name, walk := range map[string]func(*testing.T, *browsertest.Browser){
		"composer": walkComposer, "list": walkList, "confirm": walkConfirm, "busy": walkBusy,
		"not acknowledged": walkNotAcknowledged,
		"form":             walkForm, "stack of forms": walkStack, "people": walkPeople, "channels": walkChannels,
		"sockets": walkSockets,
		"mayar":   walkMayar, "transactions": walkTransactions, "gallery": walkGallery, "colours": walkColours,
		"phone": walkPhone, "away": walkAway,
		"mrkdwn": walkMrkdwn, "samples": walkSamples, "clock": walkClock, "posts": walkPosts, "moves": walkMoves,
		"direct messages": walkDirects,
		"pickers":         walkPickers, "picks in a message": walkPicks, "charts": walkCharts, "newest": walkNewest,
		"not connected": walkNotConnected,
		"invited":       walkInvited, "read-only": walkReadOnly, "standing": walkStanding,
		"shared later":   walkSharedLater,
		"several people": walkSeveral,
		"line kept":      walkLineKept, "payment": walkPayment, "enter": walkEnter, "low window": walkLowWindow,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			walk(t, browser)
		})
	}
}
