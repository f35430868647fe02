package browsertest

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// stepTimeout is how long a step waits before the test fails.
const stepTimeout = 3 * time.Minute

// step is an action on a tab.
type step = chromedp.Action[chromedp.Void]

// A Browser is one Chromium with its own profile. It ends with the test.
type Browser struct {
	ctx context.Context
}

// Start starts the Chromium named by the environment variable TEST_CHROMIUM, or skips the test.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := os.Getenv("TEST_CHROMIUM")
	if path == "" {
		t.Skip("TEST_CHROMIUM is not set: it names the Chromium that browser tests drive")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Flag("headless", "new"), chromedp.UserDataDir(t.TempDir()),
		chromedp.WSURLReadTimeout(time.Minute),
	}
	for _, flag := range []string{
		"no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
		"disable-component-update",
		"disable-sync", "disable-dev-shm-usage", "mute-audio", "no-default-browser-check",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		// Cancel waits until Chromium has exited, so that its profile can be removed.
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("ending Chromium: %v", err)
		}
		end()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	return &Browser{ctx: ctx}
}

// Open opens url in a new window of 1280 by 860 pixels with light colours and an empty profile. It
// ends with the test t, which may be a subtest of the one that started the browser.
func (b *Browser) Open(t testing.TB, url string) *Page {
	t.Helper()
	ctx, end := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	// Open the tab without a deadline: chromedp closes a tab with the context of its first run.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	errs := &pageErrors{}
	if err := chromedp.Listen(ctx, errs.record); err != nil {
		t.Fatalf("listening to a tab: %v", err)
	}
	t.Cleanup(func() {
		end()
		for _, text := range errs.all() {
			t.Errorf("page error: %s", text)
		}
	})
	p := &Page{t: t, ctx: ctx}
	p.run("open "+url, chromedp.EmulateViewport(1280, 860), focused, colours("light"), chromedp.Navigate(url))
	return p
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.t.Helper()
	p.run("reload", chromedp.Reload())
}

// Resize sets the window size in CSS pixels; a phone is 390 by 844.
func (p *Page) Resize(width, height int64) {
	p.t.Helper()
	p.run("resize", chromedp.EmulateViewport(width, height))
}

// Dark sets the system's preference for dark or light colours.
func (p *Page) Dark(on bool) {
	p.t.Helper()
	scheme := "light"
	if on {
		scheme = "dark"
	}
	p.run("colours", colours(scheme))
}

func colours(scheme string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

// focused makes a window behave like the one in front, so that several can be driven at once.
func focused(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
	_, err = cdp.Call(
		ctx, tab, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true},
	)
	return none, err
}
