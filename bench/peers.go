package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// A peer is a measured bot.
type peer struct {
	name    string
	program []string
	dir     string // where it is started
	mayar   bool   // needs a Mayar and a database
	message string // the file with the message that it answers with; "" for one of its own
	light   bool   // its fake Slack checks no messages
	samples []sample

	// For the soak; zero for the others.
	shop      fakemayar.Options
	patience  time.Duration // for the peer; zero means peerTimeout
	ackWithin time.Duration // zero means peerTimeout
	env       []string
}

// A peerSet is all measured peers, and their temporary files.
type peerSet struct {
	list  []*peer
	burst []*peer // who get the burst
	temp  string
}

func (f *peerSet) remove() { os.RemoveAll(f.temp) }

const (
	nameBare     = "slack-go, bare"
	nameBolt     = "Bolt JS 5"
	nameBoltPage = "Bolt JS 5, the same message"
	nameMayarbot = "mayarbot"
	nameBareAcks = "slack-go, bare, acks alone"
)

// allPeers builds mayarbot, lets it write the message for Bolt, and installs Bolt if needed.
func allPeers(ctx context.Context, progress io.Writer) (*peerSet, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	root, err := moduleRoot(ctx)
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "mayarbot-bench-")
	if err != nil {
		return nil, err
	}
	f := &peerSet{temp: temp}
	mayarbot, err := buildMayarbot(ctx, root, temp)
	if err != nil {
		f.remove()
		return nil, err
	}
	message := filepath.Join(temp, "message.json")
	if err := saveAnswer(ctx, mayarbot, message); err != nil {
		f.remove()
		return nil, fmt.Errorf("what mayarbot answers: %w", err)
	}
	f.list = append(f.list, &peer{name: nameBare, program: []string{self, barePeer}})
	boltDir := filepath.Join(root, "bench", "bolt")
	if why := installBolt(ctx, boltDir); why == "" {
		bolt := []string{"node", "app.mjs"}
		f.list = append(f.list,
			&peer{name: nameBolt, program: bolt, dir: boltDir},
			&peer{name: nameBoltPage, program: bolt, dir: boltDir, message: message})
	} else {
		fmt.Fprintln(progress, "Bolt is left out:", why)
	}
	f.list = append(f.list, mayarbot)
	inBurst := *mayarbot
	f.burst = []*peer{{name: nameBareAcks, program: []string{self, bareAcksPeer}}, &inBurst}
	return f, nil
}

func buildMayarbot(ctx context.Context, root, to string) (*peer, error) {
	binary := filepath.Join(to, "mayarbot")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "./cmd/mayarbot")
	build.Dir, build.Env = root, append(os.Environ(), "CGO_ENABLED=0") // as README says
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building mayarbot: %w\n%s", err, output)
	}
	return &peer{name: nameMayarbot, program: []string{binary, "run"}, mayar: true}, nil
}

func moduleRoot(ctx context.Context) (string, error) {
	mod, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	file := strings.TrimSpace(string(mod))
	if file == "" || file == os.DevNull {
		return "", fmt.Errorf("run it inside the repository: it builds mayarbot from source")
	}
	return filepath.Dir(file), nil
}

// installBolt returns why Bolt cannot run, "" if it can.
func installBolt(ctx context.Context, dir string) (why string) {
	version, err := exec.CommandContext(ctx, "node", "-p", "process.versions.node").Output()
	if err != nil {
		return "node is not installed"
	}
	major, _, _ := strings.Cut(string(version), ".")
	if n, err := strconv.Atoi(major); err != nil || n < 20 {
		return "it needs Node 20 or newer, and this is " + strings.TrimSpace(string(version))
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "@slack", "bolt")); err == nil {
		return ""
	}
	install := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund")
	install.Dir = dir
	if output, err := install.CombinedOutput(); err != nil {
		return fmt.Sprintf("npm ci in bench/bolt: %v\n%s", err, output)
	}
	return ""
}

// environment is the whole environment of a peer: nothing of ours affects the measurement.
func (p *peer) environment(slack *fakeslack.Server, mayar *fakemayar.Server, state string) []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + state,
		"SLACK_BOT_TOKEN=xoxb-sandbox",
		"SLACK_APP_TOKEN=xapp-sandbox",
		"SLACK_API_URL=" + slack.APIURL(),
	}
	if p.mayar {
		env = append(env,
			"MAYAR_API_KEY="+fakemayar.DefaultKey,
			"MAYAR_API_URL="+mayar.URL(),
			"DATABASE_URL=sqlite:"+filepath.Join(state, "mayarbot.db"),
		)
	}
	if p.message != "" {
		env = append(env, "MESSAGE_FILE="+p.message)
	}
	return append(env, p.env...)
}
