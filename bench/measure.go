package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"golang.org/x/sync/errgroup"
)

// A load is the number of commands for a peer.
type load struct {
	warmUp   int
	alone    int // one after the other
	together int // with inFlight at once
}

// The warm-up is as long as the rest: Node compiles frequent code and is several times slower
// before.
var defaultLoad = load{warmUp: 1000, alone: 300, together: 1000}

const (
	inFlight    = 50
	memoryDelay = 2 * time.Second // before memory is looked at
	peerTimeout = 2 * time.Minute // for one peer in one round
)

// A sample is the result of one round for one peer.
type sample struct {
	connected     time.Duration
	memory        int64 // bytes
	alone         timings
	together      timings
	burst         []time.Duration // acks
	perSecond     float64
	processor     time.Duration // of the peer, for a command with inFlight at once, or for the acks of a burst
	ownProcessor  time.Duration // the same of this program, which is the fake Slack
	callsPerReply float64
}

// timings are of many commands, in the order of sending.
type timings struct{ acks, replies []time.Duration }

// measure starts a peer and puts a load on it.
func measure(ctx context.Context, p *peer, l load) (s sample, err error) {
	err = p.run(ctx, func(ctx context.Context, r rig) (err error) {
		s, err = observe(ctx, r.slack, r.process, l)
		return err
	})
	return s, err
}

// A rig is a running peer and what it talks to.
type rig struct {
	slack   *fakeslack.Server
	mayar   *fakemayar.Server
	process *process
	state   string // the folder of the database
}

// run starts the peer with a fake Slack of its own and stops it when f returns. The context of f
// ends with the peer.
func (p *peer) run(ctx context.Context, f func(context.Context, rig) error) error {
	patience := cmp.Or(p.patience, peerTimeout)
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("not done after %v", patience))
	defer cancel()
	state, err := os.MkdirTemp("", "mayarbot-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(state)
	slack := fakeslack.Start(fakeslack.Options{
		AckWithin:   cmp.Or(p.ackWithin, peerTimeout), // a late ack is measured too
		TrustBlocks: p.light,
	})
	addPeople(slack)
	defer slack.Close()
	mayar := fakemayar.Start(p.shop)
	defer mayar.Close()

	proc, err := start(p, p.environment(slack, mayar, state))
	if err != nil {
		return err
	}
	defer proc.stop()
	ctx, release := proc.whileRunning(ctx)
	defer release()

	if err = f(ctx, rig{slack, mayar, proc, state}); err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return err
}

func observe(ctx context.Context, slack *fakeslack.Server, proc *process, l load) (s sample, err error) {
	if err := slack.Wait(ctx, func() bool { return slack.Connections() > 0 }); err != nil {
		return s, err
	}
	s.connected = time.Since(proc.started)

	if err := firstAnswer(ctx, slack); err != nil {
		return s, err
	}
	select {
	case <-time.After(memoryDelay):
	case <-ctx.Done():
		return s, ctx.Err()
	}
	if s.memory, err = proc.memory(); err != nil {
		return s, err
	}

	if _, err := sendAll(ctx, slack, l.warmUp, inFlight); err != nil {
		return s, err
	}
	if s.alone, err = sendAll(ctx, slack, l.alone, 1); err != nil {
		return s, err
	}
	calls, began := slackCalls(slack), time.Now()
	used, ownUsed := proc.processor(), ownProcessor()
	if s.together, err = sendAll(ctx, slack, l.together, inFlight); err != nil {
		return s, err
	}
	s.perSecond = float64(l.together) / time.Since(began).Seconds()
	s.processor = (proc.processor() - used) / time.Duration(l.together)
	s.ownProcessor = (ownProcessor() - ownUsed) / time.Duration(l.together)
	// An answer can be read a moment before its call is counted.
	for waited := 0; slackCalls(slack)-calls < l.together && waited < 1000; waited++ {
		time.Sleep(time.Millisecond)
	}
	s.callsPerReply = float64(slackCalls(slack)-calls) / float64(l.together)
	return s, nil
}

// firstAnswer waits until the peer knows all 278 transactions: mayarbot first shows its progress.
func firstAnswer(ctx context.Context, slack *fakeslack.Server) error {
	if _, err := slack.Slash(ctx, unpaidBy(0)); err != nil {
		return err
	}
	return slack.Wait(ctx, func() bool {
		for _, m := range slack.Messages(unpaidBy(0).User, unpaidBy(0).Channel) {
			if isAnswer(m) {
				return true
			}
		}
		return false
	})
}

func isAnswer(m fakeslack.Message) bool {
	return strings.Contains(m.Text, "278")
}

// people is the number of users: enough that none exceeds the rate limit per person.
const people = 500

// addPeople adds the users to #finance.
func addPeople(slack *fakeslack.Server) {
	finance := fakeslack.Channel{ID: fakeslack.Finance, Name: "finance", Members: []string{fakeslack.BotUser}}
	for i := range people {
		id := unpaidBy(i).User
		slack.SetUser(fakeslack.User{ID: id, Name: id})
		finance.Members = append(finance.Members, id)
	}
	for i := range burst {
		slack.SetUser(fakeslack.User{ID: burstUser(i), Name: burstUser(i)})
		finance.Members = append(finance.Members, burstUser(i))
	}
	slack.SetChannel(finance)
}

// unpaidBy spreads the commands over the users of a channel.
func unpaidBy(i int) fakeslack.Slash {
	return fakeslack.Slash{User: fmt.Sprintf("U0PERSON%03d", i%people), Channel: fakeslack.Finance, Text: "/unpaid"}
}

// sendAll sends n commands with at most atOnce in flight, each until it is answered.
func sendAll(ctx context.Context, slack *fakeslack.Server, n, atOnce int) (timings, error) {
	t := timings{make([]time.Duration, n), make([]time.Duration, n)}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i := range n {
		group.Go(func() (err error) {
			t.acks[i], t.replies[i], err = sendOne(ctx, slack, unpaidBy(i))
			return err
		})
	}
	return t, group.Wait()
}

func sendOne(ctx context.Context, slack *fakeslack.Server,
	command fakeslack.Slash) (ack, reply time.Duration, err error) {
	sent, err := slack.Slash(ctx, command)
	if err != nil {
		return 0, 0, err
	}
	if !sent.Acked {
		return 0, 0, errors.New("a command was not acknowledged: " + sent.Failure)
	}
	message, err := sent.Reply(ctx)
	if err != nil {
		return 0, 0, err
	}
	if !isAnswer(message) {
		return 0, 0, fmt.Errorf("a command was answered with %q", message.Text)
	}
	return sent.AckTook(), message.At.Sub(sent.SentAt), nil
}

func slackCalls(slack *fakeslack.Server) int {
	total := 0
	for _, n := range slack.CallCounts() {
		total += n
	}
	return total
}
