package engine_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
)

// postError is an error of a post that Slack did not take.
func postError(code string, problem digest.Problem) *digest.PostError {
	return &digest.PostError{NotPosted: true, Problem: problem, Err: errors.New(code)}
}

var (
	kicked     = postError("not_in_channel", digest.ProblemNotInChannel)
	revoked    = postError("token_revoked", digest.ProblemTokenRevoked)
	broken     = postError("fatal_error", "")
	errTimeout = errors.New("timeout")
)

func tooMany(after time.Duration) error {
	return &digest.PostError{NotPosted: true, RetryAfter: after, Err: errors.New("ratelimited")}
}

// posted is a posted message.
type posted struct {
	channel string
	key     digest.MessageKey
	report  digest.Report
	at      time.Time
}

// fakeSlack keeps what was posted. Post and Find fail with the results of fail and failFind; if
// taken is true, Slack took the message all the same.
type fakeSlack struct {
	clock *clock

	mu             sync.Mutex
	messages       []posted
	notices        []digest.Notice
	calls          int
	finds          int
	fail           func(channel string) (err error, taken bool)
	failFind       func() error
	failNotice     func() error
	failedNotices  int                             // notices that failed
	recipients     []string                        // of each notice
	deactivated    map[string]bool                 // users whose accounts are gone
	unreachable    string                          // a user or channel to which every notice fails
	during         func(channel string)            // called inside Post, before anything else
	composing      func(digest.Report)             // called while a report is made into a message
	after          func(posted)                    // called for each message
	checks         map[string]digest.DeliveryCheck // by channel
	failCheck      error                           // the error of CheckDelivery
	checked        int
	updatedNotices []digest.Notice
	hang           chan struct{} // Post closes it, and then waits for the end of its context
}

func (s *fakeSlack) Post(
	ctx context.Context, channel string, variants []blockkit.Message, key digest.MessageKey,
) (string, error) {
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
		m := posted{channel, key, reports.take(variants), s.clock.Now()}
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

func (s *fakeSlack) Find(_ context.Context, channel string, key digest.MessageKey, _ time.Time) (string, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finds++
	if s.failFind != nil {
		if err := s.failFind(); err != nil {
			return "", false, err
		}
	}
	for i, m := range s.messages {
		if m.channel == channel && m.key.Subscription == key.Subscription && m.key.Slot.Equal(key.Slot) {
			return fmt.Sprintf("%d.0001", i+1), true, nil
		}
	}
	return "", false, nil
}

func (s *fakeSlack) CheckDelivery(_ context.Context, sub digest.Subscription) (digest.DeliveryCheck, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checked++
	return s.checks[sub.Channel], s.failCheck
}

func (s *fakeSlack) Deactivated(_ context.Context, user string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.deactivated[user], nil
}

func (s *fakeSlack) UpdateNotice(_ context.Context, _ digest.SentNotice, notice digest.Notice) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failNotice != nil {
		if err := s.failNotice(); err != nil {
			return err
		}
	}
	s.updatedNotices = append(s.updatedNotices, notice)
	return nil
}

// setCheck sets the result of CheckDelivery for the digests of a channel.
func (s *fakeSlack) setCheck(channel string, standing digest.DeliveryCheck) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.checks == nil {
		s.checks = map[string]digest.DeliveryCheck{}
	}
	s.checks[channel] = standing
}

func (s *fakeSlack) SendNotice(_ context.Context, user string, notice digest.Notice) (digest.SentNotice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failNotice != nil {
		if err := s.failNotice(); err != nil {
			s.failedNotices++
			return digest.SentNotice{}, err
		}
	}
	if user == s.unreachable {
		s.failedNotices++
		return digest.SentNotice{}, postError("user_not_found", "user_not_found")
	}
	s.notices, s.recipients = append(s.notices, notice), append(s.recipients, user)
	return digest.SentNotice{Channel: user, TS: fmt.Sprintf("9.%04d", len(s.recipients))}, nil
}

// failing makes each post fail with err, without Slack taking it, until it is called with nil.
func (s *fakeSlack) failing(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = nil
	if err != nil {
		s.fail = func(string) (error, bool) { return err, false }
	}
}

// failOnce makes the next post fail with err.
func (s *fakeSlack) failOnce(err error, taken bool) {
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

// arrives adds a message whose call had timed out.
func (s *fakeSlack) arrives(m posted) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, m)
}

func (s *fakeSlack) all() []posted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]posted{}, s.messages...)
}
