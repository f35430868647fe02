package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"golang.org/x/sync/errgroup"
)

// A soak is a long load on mayarbot.
type soak struct {
	length, cutEvery time.Duration
	ackWithin        time.Duration
	rows             int
	perSecond        int // commands
	metrics          string
}

const (
	soakPeople   = 200
	soakChannels = 50
	soakParts    = 5 // the first and the last of them are compared

	// soakRequests is Mayar's limit: with the usual one it takes a while to read all rows.
	soakRequests = 6000
)

func newSoak(length time.Duration) soak {
	return soak{length: length, cutEvery: time.Minute, ackWithin: 3 * time.Second, rows: 20_000, perSecond: 5}
}

// soakTexts have what is answered from an index and what is searched for.
var soakTexts = []string{"/unpaid", "/unpaid an", "/unpaid older:7d", "/unpaid sort:customer", "/mayar status"}

// A soakResult is what a soak saw.
type soakResult struct {
	first, last soakState
	asked, lost int // commands, and those that came while no socket was open
	cuts        int
}

// A soakState is how the program is at the end of a part, and how it answered during it.
type soakState struct {
	memory, file int64
	goroutines   float64
	processor    time.Duration // used by the program until its end
	usedBefore   time.Duration // and until its beginning
	times        timings
}

// soakMayarbot builds mayarbot, soaks it and prints the table.
func soakMayarbot(ctx context.Context, s soak, out, progress io.Writer) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "mayarbot-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	p, err := buildMayarbot(ctx, root, temp)
	if err != nil {
		return err
	}
	result, err := s.run(ctx, p, progress)
	if err != nil {
		return err
	}
	return s.report(out, result, time.Now())
}

func (s soak) run(ctx context.Context, p *peer, progress io.Writer) (result soakResult, err error) {
	listen, err := freeAddress()
	if err != nil {
		return result, err
	}
	s.metrics = "http://" + listen + "/metrics"
	p.shop = fakemayar.Options{Transactions: s.rows, RequestsPerMinute: soakRequests}
	p.patience, p.ackWithin = s.length+10*time.Minute, s.ackWithin
	p.env = []string{"MAYARBOT_LISTEN=" + listen, "MAYAR_REQUESTS_PER_MINUTE=" + strconv.Itoa(soakRequests)}
	err = p.run(ctx, func(ctx context.Context, r rig) (err error) {
		addSoakChannels(r.slack)
		fmt.Fprintln(progress, "reading", s.rows, "rows")
		if err := s.waitForRows(ctx, len(r.mayar.Transactions())); err != nil {
			return err
		}
		fmt.Fprintln(progress, "soaking for", s.length)
		result, err = s.load(ctx, r)
		return err
	})
	return result, err
}

// load sends commands until the time is over, and waits for the last answers.
func (s soak) load(ctx context.Context, r rig) (result soakResult, err error) {
	var mu sync.Mutex
	part := &result.first // where times go; nil between the first part and the last
	commands, cuts := time.NewTicker(time.Second/time.Duration(s.perSecond)), time.NewTicker(s.cutEvery)
	defer commands.Stop()
	defer cuts.Stop()
	end, first, last := time.After(s.length), time.After(s.length/soakParts), time.After(s.length-s.length/soakParts)
	result.first.usedBefore = r.process.processor()
	group, groupCtx := errgroup.WithContext(ctx)
	for done := false; !done; {
		select {
		case <-commands.C:
			i, to := result.asked, part
			result.asked++
			group.Go(func() error {
				ack, reply, answered, err := soakCommand(groupCtx, r.slack, i)
				mu.Lock()
				defer mu.Unlock()
				if !answered {
					result.lost++
				} else if to != nil {
					to.times.acks, to.times.replies = append(to.times.acks, ack), append(to.times.replies, reply)
				}
				return err
			})
		case <-cuts.C:
			r.slack.Cut()
			result.cuts++
			if err := r.mayar.MarkPaid(r.mayar.PickUnpaid()); err != nil {
				return result, err
			}
		case <-first:
			part = nil
			if err := s.look(ctx, r, &result.first); err != nil {
				return result, err
			}
		case <-last:
			part = &result.last
			part.usedBefore = r.process.processor()
		case <-end:
			done = true
		case <-groupCtx.Done(): // a command has failed
			done = true
		}
	}
	if err := group.Wait(); err != nil {
		return result, err
	}
	return result, s.look(ctx, r, &result.last)
}

// soakCommand sends a command. One that comes while no socket is open is not answered; the person
// sees that and asks again.
func soakCommand(ctx context.Context, slack *fakeslack.Server, i int) (
	ack, reply time.Duration, answered bool, err error,
) {
	sent, err := slack.Slash(ctx, fakeslack.Slash{
		User: unpaidBy(i % soakPeople).User, Channel: soakChannel(i % soakChannels), Text: soakTexts[i%len(soakTexts)],
	})
	if err != nil || !sent.Acked {
		return 0, 0, false, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, peerTimeout, errors.New("a command was not answered"))
	defer cancel()
	message, err := sent.Reply(ctx)
	if err != nil {
		return 0, 0, false, err
	}
	return sent.AckTook(), message.At.Sub(sent.SentAt), true, nil
}

// look reads what the program uses now.
func (s soak) look(ctx context.Context, r rig, state *soakState) (err error) {
	if state.memory, err = r.process.memory(); err != nil {
		return err
	}
	state.processor = r.process.processor()
	for _, name := range []string{"mayarbot.db", "mayarbot.db-wal"} {
		if info, err := os.Stat(filepath.Join(r.state, name)); err == nil {
			state.file += info.Size()
		}
	}
	state.goroutines, err = s.metric(ctx, "mayarbot_goroutines")
	return err
}

// waitForRows waits until the mirror has that many.
func (s soak) waitForRows(ctx context.Context, rows int) error {
	for {
		// The program may not listen yet.
		if n, err := s.metric(ctx, "mayarbot_mirror_transactions"); err == nil && int(n) >= rows {
			return nil
		}
		select {
		case <-time.After(time.Second / 4):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s soak) metric(ctx context.Context, name string) (float64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.metrics, nil)
	if err != nil {
		return 0, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("no metric %s", name)
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

func addSoakChannels(slack *fakeslack.Server) {
	members := []string{fakeslack.BotUser}
	for i := range soakPeople {
		members = append(members, unpaidBy(i).User)
	}
	for i := range soakChannels {
		slack.SetChannel(fakeslack.Channel{ID: soakChannel(i), Name: fmt.Sprintf("team-%d", i), Members: members})
	}
}

func soakChannel(i int) string { return fmt.Sprintf("C0TEAM%04d", i) }
