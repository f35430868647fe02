package digest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message/blockkit"
)

// A refusal is an error as the transport's are.
type refusal struct {
	code     string
	definite bool
	after    time.Duration
	fix      string
}

func (r refusal) Error() string                     { return r.code }
func (r refusal) NotPosted() bool                   { return r.definite }
func (r refusal) RetryAfter() (time.Duration, bool) { return r.after, r.after > 0 }
func (r refusal) Fix() string                       { return r.fix }

var (
	kicked     = refusal{code: "not_in_channel", definite: true, fix: digest.TroubleNotInChannel}
	revoked    = refusal{code: "token_revoked", definite: true, fix: digest.TroubleTokenRevoked}
	broken     = refusal{code: "fatal_error", definite: true}
	errTimeout = errors.New("timeout")
)

func tooMany(after time.Duration) error {
	return refusal{code: "ratelimited", definite: true, after: after}
}

// A posted message.
type posted struct {
	channel string
	mark    digest.Mark
	report  digest.Report
	at      time.Time
}

// pretendSlack keeps what was posted. Post and Find fail with what fail and failFind return for a call; where taken is set, Slack took the message all
// the same.
type pretendSlack struct {
	clock *clock

	mu        sync.Mutex
	messages  []posted
	told      []digest.Notice
	calls     int
	finds     int
	fail      func(channel string) (err error, taken bool)
	failFind  func() error
	failTell  func() error
	tells     int                        // tries that did not succeed
	to        []string                   // whom each was told
	left      map[string]bool            // whose accounts are gone
	gone      string                     // somebody whom nobody can tell anything
	during    func(channel string)       // called inside Post, before anything else
	composing func(digest.Report)        // called while a report is made into a message
	after     func(posted)               // called for each message
	standing  map[string]digest.Standing // by channel
	failAsk   error                      // Slack cannot say how it stands with a digest
	asks      int
	retold    []digest.Notice
	hang      chan struct{} // Post closes it, and then waits for the end of its context
}

func (s *pretendSlack) Post(ctx context.Context, channel string, variants []blockkit.Message, mark digest.Mark) (string, error) {
	s.mu.Lock()
	during, hang := s.during, s.hang
	s.mu.Unlock()
	if hang != nil {
		close(hang)
		<-ctx.Done()
		return "", ctx.Err()
	}
	if during != nil {
		during(channel)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	var err error
	taken := true
	if s.fail != nil {
		if err, taken = s.fail(channel); err == nil {
			taken = true
		}
	}
	if taken {
		m := posted{channel, mark, reports.take(variants), s.clock.Now()}
		s.messages = append(s.messages, m)
		if s.after != nil {
			s.after(m)
		}
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d.0001", len(s.messages)), nil
}

func (s *pretendSlack) Find(_ context.Context, channel string, mark digest.Mark, _ time.Time) (string, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finds++
	if s.failFind != nil {
		if err := s.failFind(); err != nil {
			return "", false, err
		}
	}
	for i, m := range s.messages {
		if m.channel == channel && m.mark.Subscription == mark.Subscription && m.mark.Slot.Equal(mark.Slot) {
			return fmt.Sprintf("%d.0001", i+1), true, nil
		}
	}
	return "", false, nil
}

func (s *pretendSlack) Standing(_ context.Context, sub digest.Subscription) (digest.Standing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asks++
	return s.standing[sub.Channel], s.failAsk
}

func (s *pretendSlack) Gone(_ context.Context, user string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left[user], nil
}

func (s *pretendSlack) Retell(_ context.Context, _ digest.Told, notice digest.Notice) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failTell != nil {
		if err := s.failTell(); err != nil {
			return err
		}
	}
	s.retold = append(s.retold, notice)
	return nil
}

// stands says how it stands with the digests of a channel.
func (s *pretendSlack) stands(channel string, standing digest.Standing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.standing == nil {
		s.standing = map[string]digest.Standing{}
	}
	s.standing[channel] = standing
}

func (s *pretendSlack) Tell(_ context.Context, user string, notice digest.Notice) (digest.Told, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failTell != nil {
		if err := s.failTell(); err != nil {
			s.tells++
			return digest.Told{}, err
		}
	}
	if user == s.gone {
		s.tells++
		return digest.Told{}, refusal{code: "user_not_found", definite: true, fix: "user_not_found"}
	}
	s.told, s.to = append(s.told, notice), append(s.to, user)
	return digest.Told{Channel: user, TS: fmt.Sprintf("9.%04d", len(s.to))}, nil
}

// failing makes each post fail with err, which Slack did not take, until it is called with nil.
func (s *pretendSlack) failing(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = nil
	if err != nil {
		s.fail = func(string) (error, bool) { return err, false }
	}
}

// failOnce makes the next post fail with err.
func (s *pretendSlack) failOnce(err error, taken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := false
	s.fail = func(string) (error, bool) {
		if done {
			return nil, true
		}
		done = true
		return err, taken
	}
}

// arrives is a message whose call was given up.
func (s *pretendSlack) arrives(m posted) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, m)
}

func (s *pretendSlack) all() []posted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]posted{}, s.messages...)
}
