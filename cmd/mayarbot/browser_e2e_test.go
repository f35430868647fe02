package main

import (
	"context"
	"flag"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/mayarbot/mayarbot/sandbox/browsertest"
)

var pictures = flag.String("pictures", "", "write the README's pictures of the sandbox into this folder")

// startSandbox runs `mayarbot sandbox` and returns the address that it prints.
func startSandbox(t *testing.T, flags ...string) string {
	t.Helper()
	clearEnv(t)
	return startSandboxAsSet(t, flags...)
}

// startSandboxAsSet keeps the variables as they are.
func startSandboxAsSet(t *testing.T, flags ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	out, printed := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, append([]string{"sandbox", "--listen", "127.0.0.1:0"}, flags...), printed, t.Output())
	}()
	t.Cleanup(func() {
		stop()
		if code := <-done; code != 0 {
			t.Errorf("the sandbox ended with exit code %d", code)
		}
	})
	line := make([]byte, 512)
	n, err := out.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	return address.FindString(string(line[:n]))
}

// The walks share a browser. Each has a sandbox and an empty profile of its own.
func TestSandboxInABrowser(t *testing.T) {
	browser := browsertest.Start(t)
	for name, walk := range map[string]func(*testing.T, *browsertest.Browser){
		"main job":               walkMainJob,
		"invitation":             walkInvitation,
		"escaped text":           walkEscapedText,
		"messages without slash": walkMessagesWithoutSlash,
		"organisation-wide":      walkOrgWide,
		"digest":                 walkDigest,
		"follow up":              walkFollowUp,
		"holidays":               walkHolidays,
	} {
		t.Run(name, func(t *testing.T) { walk(t, browser) })
	}
}

// A person pages through /unpaid and makes a checkout link per tier by the form.
func walkMainJob(t *testing.T, browser *browsertest.Browser) {
	page := browser.Open(t, startSandbox(t))
	page.Resize(1280, 900)
	page.Within("#panel").WaitText("connected")

	page.Type("Message", "/unpaid\r")
	page.WaitText("278 unpaid")
	page.WaitText("Only visible to you")
	picture(t, page, "unpaid.png")
	for turned := 1; ; turned++ {
		if !strings.Contains(page.Text(), "Next") {
			if turned < 20 {
				t.Errorf("only %d pages", turned)
			}
			break
		}
		before := pageText.FindString(page.Text())
		page.Click("Next")
		page.WaitGone(before)
	}
	page.Click("Previous")

	page.Type("Message", "/checkout\r")
	page.Type("Product", "kelas")
	page.Wait(
		`!document.querySelector(".options[data-stale]") && document.querySelectorAll("[role=option]").length === 2`,
	)
	page.Press(kb.ArrowDown + "\r")
	page.Type("Customer name", "Ani Wijaya")
	page.Type("E-mail", "ani@")
	page.Type("Mobile number", "0812-0000-1111")
	page.Click("Create links")
	page.WaitText("This is not an e-mail address")
	page.Fill("E-mail", "ani@example.com")
	page.Click("Create links")
	page.WaitText("immutable=")
	picture(t, page, "checkout.png")
	page.Click("Copy this text")
	page.Within("#toasts").WaitText("Copied")
	page.Wait(
		`document.querySelector("#modal").open && document.querySelector("#toasts").matches(":popover-open")`,
	) // above the form, not below it
}

// A person invites the bot into a channel where it was missing.
func walkInvitation(t *testing.T, browser *browsertest.Browser) {
	page := browser.Open(t, startSandbox(t))
	page.Within("#panel").WaitText("connected")
	page.Click("general")
	page.Type("Message", "/digest daily 09:00\r")
	page.WaitText("/invite @mayarbot")
	page.Type("Message", "/invite @mayarbot\r")
	page.WaitText("has joined the channel")
	page.Type("Message", "/digest daily 09:00\r")
	page.Within("[data-room=clock]").WaitText("Next digest: ")
	page.Type("Message", "/invoice\r")
	page.WaitText("/invoice is not a valid command.")
}

// Slack turns domains into links and emoji into short names; a search finds what was meant.
func walkEscapedText(t *testing.T, browser *browsertest.Browser) {
	page := browser.Open(t, startSandbox(t))
	page.Within("#panel").WaitText("connected")
	for typed, found := range map[string]string{
		"tokoani.com": "Tokoani.com", "sekar 🌸": "Sekar 🌸 Florist", "*sekar* florist": "Sekar 🌸 Florist",
		"warung 🌶️": "Warung Pedas", "👩🏽‍🍳": "Warung Pedas",
	} {
		page.Type("Message", "/unpaid "+typed+"\r")
		page.Within("#messages article:last-child").WaitText("1 unpaid")
		page.Within("#messages article:last-child").WaitText(found)
	}
}

// The bot answers messages without a slash in direct messages and where it is mentioned.
func walkMessagesWithoutSlash(t *testing.T, browser *browsertest.Browser) {
	page := browser.Open(t, startSandbox(t))
	page.Within("#panel").WaitText("connected")
	for place, line := range map[string]string{
		"mayarbot": "unpaid sekar florist", "finance": "@mayarbot unpaid sekar florist",
	} {
		page.Click(place)
		page.Within("#channel-name").WaitText(place)
		page.Type("Message", line+"\r")
		page.Within("#messages").WaitText("Sekar 🌸 Florist")
	}
}

// The bot does not start when the app is installed for a whole organisation, and the page says so.
func walkOrgWide(t *testing.T, browser *browsertest.Browser) {
	page := browser.Open(t, startSandbox(t, "--org-wide"))
	page.Within("#panel").WaitText("organisation")
}

func picture(t *testing.T, page *browsertest.Page, name string) {
	t.Helper()
	if *pictures != "" {
		page.Screenshot(filepath.Join(*pictures, name))
	}
}
