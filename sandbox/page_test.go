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
	"github.com/mayarbot/mayarbot/workdays"
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

// jayapura is two hours ahead of Jakarta. Test machines do not have this zone by chance.
var jayapura = func() *time.Location {
	zone, err := time.LoadLocation("Asia/Jayapura")
	if err != nil {
		panic(err)
	}
	return zone
}()

// A testSandbox is the page with its pretend servers.
type testSandbox struct {
	slack  *fakeslack.Server
	mayar  *fakemayar.Server
	clock  *sandbox.Clock
	digest *fakeDigest
	url    string
	stop   func()
}

// fakeDigest stands for the bot's digests; one can be scheduled.
type fakeDigest struct {
	mu   sync.Mutex
	at   time.Time
	now  func() time.Time
	post func() // delivers it
}

func (d *fakeDigest) schedule(at time.Time, post func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at, d.post = at, post
}

func (d *fakeDigest) BotStatus(context.Context) sandbox.BotStatus {
	return sandbox.BotStatus{OK: true, Text: "running"}
}

func (d *fakeDigest) NextDigest(context.Context) (time.Time, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at, !d.at.IsZero()
}

func (d *fakeDigest) ClockMoved(context.Context) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.at.IsZero() && !d.now().Before(d.at) {
		d.at = time.Time{}
		d.post()
	}
}

func start(t *testing.T, options fakeslack.Options) testSandbox {
	t.Helper()
	clock := &sandbox.Clock{}
	options.Now = clock.Now
	changes, err := workdays.ParseChanges("+" + holidayFrom(clock).String() + " Libur contoh")
	if err != nil {
		t.Fatal(err)
	}
	w := testSandbox{
		slack: fakeslack.Start(options), mayar: fakemayar.Start(fakemayar.Options{Now: clock.Now}),
		clock: clock, digest: &fakeDigest{now: clock.Now},
	}
	server := httptest.NewServer(sandbox.New(sandbox.Config{
		Slack: w.slack, Mayar: w.mayar, Controls: w.digest, Clock: clock, Zone: jayapura, Commands: commands,
		Calendar:  workdays.Calendar{Changes: changes},
		Languages: []string{"en", "id"},
		Gallery:   func(string) any { return json.RawMessage(galleryJSON) },
	}))
	w.url = server.URL
	w.stop = sync.OnceFunc(func() {
		w.slack.Close() // ends the event streams; the page's server waits for them
		w.mayar.Close()
		server.Close()
	})
	t.Cleanup(w.stop)
	return w
}

// holidayFrom is a holiday in the sandbox's calendar, whenever the test runs.
func holidayFrom(clock *sandbox.Clock) workdays.Date {
	return workdays.DateOf(clock.Now().In(jayapura)).AddDays(1)
}

// visit opens the page of a new sandbox with a scripted bot.
func visit(
	t *testing.T, browser *browsertest.Browser, options fakeslack.Options,
) (*browsertest.Page, testSandbox, *scriptedBot) {
	t.Helper()
	w := start(t, options)
	bot := startBot(t, w.slack)
	page := browser.Open(t, w.url)
	page.WaitText("Nothing here yet")
	return page, w, bot
}

// picture saves a screenshot to the directory in SANDBOX_PICTURES, if it is set.
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
		"composer":         walkComposer,
		"list":             walkList,
		"confirm":          walkConfirm,
		"busy":             walkBusy,
		"not acknowledged": walkNotAcknowledged,
		"form":             walkForm,
		"stack of forms":   walkStack,
		"card":             walkCard,
		"people":           walkPeople,
		"channels":         walkChannels,
		"sockets":          walkSockets,
		"mayar":            walkMayar,
		"transactions":     walkTransactions,
		"gallery":          walkGallery,
		"colours":          walkColours,
		"phone":            walkPhone,
		"server gone":      walkServerGone,
		"mrkdwn":           walkMrkdwn,
		"samples":          walkSamples,
		"clock":            walkClock,
		"holiday":          walkHoliday,
		"post faults":      walkPostFaults,
		"membership":       walkMembership,
		"direct messages":  walkDirectMessages,
		"pickers":          walkPickers,
		"message pickers":  walkMessagePickers,
		"charts":           walkCharts,
		"newest":           walkNewest,
		"not connected":    walkNotConnected,
		"invited":          walkInvited,
		"read-only":        walkReadOnly,
		"account status":   walkAccountStatus,
		"shared later":     walkSharedLater,
		"group messages":   walkGroupMessages,
		"unsent line kept": walkUnsentLineKept,
		"payment":          walkPayment,
		"enter":            walkEnter,
		"low window":       walkLowWindow,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			walk(t, browser)
		})
	}
}
