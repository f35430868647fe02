package unpaid

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	owner, admin, member, outsider = commandtest.Owner, commandtest.Admin, commandtest.Member, commandtest.Outsider

	finance, sales, partners = commandtest.Finance, commandtest.Sales, commandtest.Partners
)

// fakePublisher keeps what was posted.
type fakePublisher struct {
	mu      sync.Mutex
	posted  []blockkit.Message
	marks   map[string]slackapi.Metadata
	fail    error
	deleted []string
}

func (f *fakePublisher) Publish(
	_ context.Context,
	_ string,
	msg blockkit.Message,
	mark slackapi.Metadata,
) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return "", f.fail
	}
	f.posted = append(f.posted, msg)
	ts := fmt.Sprintf("17000%d.000100", len(f.posted))
	if f.marks == nil {
		f.marks = map[string]slackapi.Metadata{}
	}
	f.marks[ts] = mark
	return ts, nil
}

func (f *fakePublisher) MetadataOf(_ context.Context, _, ts string) (slackapi.Metadata, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	mark, found := f.marks[ts]
	return mark, found, f.fail
}

func (f *fakePublisher) Delete(_ context.Context, _, ts string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deleted = append(f.deleted, ts)
	delete(f.marks, ts)
	return nil
}

// fakeOnce is Once without a database.
type fakeOnce struct {
	mu   sync.Mutex
	done map[string]bool
}

func (f *fakeOnce) First(_ context.Context, id string, _ time.Duration) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.done == nil {
		f.done = map[string]bool{}
	}
	first := !f.done[id]
	f.done[id] = true
	return first, nil
}

func (f *fakeOnce) Forget(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.done, id)
	return nil
}

// A sharer clicks the buttons of a list.
type sharer struct {
	*Handler
	publisher *fakePublisher
}

func newSharer(t *testing.T) sharer {
	publisher := &fakePublisher{}
	u := newHandler(t, mirrorOfAge(0))
	u.Publisher = publisher
	return sharer{u, publisher}
}

func (s sharer) press(t *testing.T, action, user, channel, value string) (*commandtest.Responder, error) {
	t.Helper()
	var reply commandtest.Responder
	err := s.Command().Clicks[action](t.Context(), &bot.Request{
		Ref: "REF4567", Kind: bot.KindClick, ID: action, Value: value, User: bot.User{ID: user}, Channel: channel,
	}, &reply)
	return &reply, err
}

func shareValue(showing string) string {
	return message.ShareValue(showing, message.UnpaidState{ListID: "A", Page: 1})
}

func TestSharedListIsMasked(t *testing.T) {
	t.Parallel()
	s := newSharer(t)
	reply, err := s.press(t, message.ActionUnpaidShare, member, finance, shareValue("SHOWN12"))
	if err != nil || len(s.publisher.posted) != 1 || len(reply.Shown) != 1 {
		t.Fatalf("shared %d, shown %d, %v", len(s.publisher.posted), len(reply.Shown), err)
	}
	shared := commandtest.JSON(t, s.publisher.posted[0])
	for _, private := range []string{"ani@example.com", "081200001111", "https://toko.example.com"} {
		if strings.Contains(shared, private) {
			t.Errorf("%q is in the channel: %s", private, shared)
		}
	}
	if !strings.Contains(shared, "Rp300.000") {
		t.Error(shared)
	}
}

func TestSharingStartsAtTheFirstPage(t *testing.T) {
	t.Parallel()
	m := mirrorOfAge(0)
	look := m.OnList
	m.OnList = func(q receivables.Query, page int) (receivables.Page, error) {
		view, err := look(q, page)
		view.Number, view.Pages = page, 9
		view.Rows[0].Product = fmt.Sprint("Kelas ", page)
		return view, err
	}
	s := newSharer(t)
	s.Mirror = m
	reply, err := s.press(
		t,
		message.ActionUnpaidShare,
		member,
		finance,
		message.ShareValue("SHOWN12", message.UnpaidState{Page: 2}),
	)
	if err != nil {
		t.Fatal(err)
	}
	if shared := commandtest.JSON(t, s.publisher.posted[0]); !strings.Contains(shared, "Kelas 1") {
		t.Errorf("shared: %s", shared)
	}
	if private := reply.Last(t); !strings.Contains(private, "Kelas 2") || !strings.Contains(private, "Page 2 of 9") {
		t.Errorf("still shown: %s", private)
	}
}

func TestShareAccess(t *testing.T) {
	t.Parallel()
	const shared, asked = "Shared in this channel", "Share this list before people of another company?"
	for name, tt := range map[string]struct {
		action, user, channel string
		posts                 int
		says                  string
	}{
		"a member": {message.ActionUnpaidShare, member, finance, 1, shared},
		"a member, before strangers": {
			message.ActionUnpaidShare, member, partners, 0, "People of another company read this channel",
		},
		"a member, as if asked": {
			message.ActionUnpaidSharePost, member, partners, 0, "People of another company read this channel",
		},
		"an admin, before strangers":    {message.ActionUnpaidShare, admin, partners, 0, asked},
		"an admin who was asked":        {message.ActionUnpaidSharePost, admin, partners, 1, shared},
		"an admin who does not want to": {message.ActionUnpaidShareCancel, admin, partners, 0, "Ani Wijaya"},
		"where the bot may not be used": {
			message.ActionUnpaidShare, admin, sales, 0, "may not be used in this channel",
		},
		"where Slack does not say who reads": {
			message.ActionUnpaidShare, member, "C0PRIVATE9", 0, "I cannot see who reads this",
		},
		"in a direct message between two people": {
			message.ActionUnpaidShare, admin, "D0BETWEEN1", 0, "Nobody can invite me into it",
		},
		"as asked, where Slack does not say that": {
			message.ActionUnpaidSharePost, admin, "C0PRIVATE9", 0, "I cannot see who reads this",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSharer(t)
			s.Rule.Allowed = []string{finance, partners, "C0PRIVATE9", "D0BETWEEN1"}
			value := shareValue("SHOWN12")
			if tt.action == message.ActionUnpaidShareCancel {
				value = message.UnpaidState{ListID: "A", Page: 1}.Value()
			}
			reply, err := s.press(t, tt.action, tt.user, tt.channel, value)
			if answer := reply.Said(t, err); !strings.Contains(answer, tt.says) {
				t.Errorf("says %s, want %q", answer, tt.says)
			}
			if n := len(s.publisher.posted); n != tt.posts {
				t.Errorf("%d posted, want %d", n, tt.posts)
			}
		})
	}
}

// People keep a private list when they leave the channel. They cannot share it then, and neither
// can people of whom Slack does not say whether they are members.
func TestFormerMembersCannotShare(t *testing.T) {
	t.Parallel()
	busy := &slackapi.PostError{Method: "conversations.members", Code: "ratelimited"}
	for _, action := range []string{message.ActionUnpaidShare, message.ActionUnpaidSharePost} {
		for _, tt := range []struct {
			user    string
			unknown error
		}{{outsider, nil}, {member, busy}} {
			s := newSharer(t)
			s.Rule.Channels.(*commandtest.Channels).Unknown = tt.unknown
			if reply, err := s.press(t, action, tt.user, finance, shareValue("SHOWN12")); err == nil ||
				len(reply.Shown) > 0 {
				t.Errorf("%s by %s: %v, %d shown", action, tt.user, err, len(reply.Shown))
			}
			if len(s.publisher.posted) > 0 {
				t.Errorf("%s by %s: it is in the channel", action, tt.user)
			}
		}
	}
}

// Buttons in two windows share a list once. A list that is shown again, or that Slack rejected, can
// be shared again.
func TestShareDedup(t *testing.T) {
	t.Parallel()
	s := newSharer(t)
	s.publisher.fail = &slackapi.PostError{Method: "chat.postMessage", Code: "ratelimited", RetryAfter: time.Second}
	reply, err := s.press(t, message.ActionUnpaidShare, member, finance, shareValue("SHOWN12"))
	if answer := reply.Said(t, err); !strings.Contains(answer, "Slack was too slow") {
		t.Errorf("refused: %s", answer)
	}
	s.publisher.fail = nil
	for i, want := range []struct {
		showing string
		posts   int
		says    string
	}{
		{
			"SHOWN12", 1, "Shared in this channel",
		}, {"SHOWN12", 1, "was shared already"}, {"SHOWN13", 2, "Shared in this channel"},
	} {
		reply, err := s.press(t, message.ActionUnpaidShare, member, finance, shareValue(want.showing))
		if answer := reply.Said(t, err); !strings.Contains(answer, want.says) ||
			len(s.publisher.posted) != want.posts {
			t.Errorf("%d: posted %d, says %s", i, len(s.publisher.posted), answer)
		}
	}
	s.publisher.fail = &slackapi.PostError{Method: "chat.postMessage", Code: "no_answer", Ambiguous: true}
	reply, err = s.press(t, message.ActionUnpaidShare, member, finance, shareValue("SHOWN14"))
	if answer := reply.Said(t, err); !strings.Contains(answer, "did not say whether it took") {
		t.Errorf("unsure: %s", answer)
	}
	s.publisher.fail = nil
	if _, err := s.press(t, message.ActionUnpaidShare, member, finance, shareValue("SHOWN14")); err != nil ||
		len(s.publisher.posted) != 2 {
		t.Errorf("posted %d after nobody knew, %v", len(s.publisher.posted), err)
	}
}

// In a channel without the bot the list is posted too, and cannot be taken back.
func TestShareWithoutTheBotInTheChannel(t *testing.T) {
	t.Parallel()
	s := newSharer(t)
	s.publisher.fail = &slackapi.PostError{Method: "chat.postMessage", Code: "not_in_channel"}
	reply, err := s.press(t, message.ActionUnpaidShare, member, finance, shareValue("SHOWN12"))
	if err != nil || len(reply.Shared) != 1 || strings.Contains(reply.Last(t), message.ActionUnpaidUnshare) {
		t.Errorf("shared %d, %v: %s", len(reply.Shared), err, reply.Last(t))
	}
}

// The person who shared a list can take it back for ten minutes, whatever the button says.
func TestUnshare(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		user  string
		later time.Duration
		does  func(*fakePublisher)
		takes bool
		says  string
	}{
		"at once":            {user: member, takes: true, says: "Taken back"},
		"within ten minutes": {user: member, later: 10 * time.Minute, takes: true, says: "Taken back"},
		"later":              {user: member, later: 10*time.Minute + time.Second, says: "can no longer be taken back"},
		"somebody else":      {user: owner, says: "Only who shared it"},
		"an admin":           {user: admin, says: "Only who shared it"},
		"another message of the bot's": {user: member, says: "Only who shared it", does: func(f *fakePublisher) {
			f.marks["170001.000100"] = slackapi.Metadata{Type: "mayarbot_digest"}
		}},
		"it is gone already": {user: member, says: "Taken back", does: func(f *fakePublisher) { clear(f.marks) }},
		"Slack cannot say": {user: member, says: "Slack was too slow", does: func(f *fakePublisher) {
			f.fail = &slackapi.PostError{Method: "conversations.history", Code: "internal_error"}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSharer(t)
			reply, err := s.press(t, message.ActionUnpaidShare, member, finance, shareValue("SHOWN12"))
			if err != nil {
				t.Fatal(err)
			}
			value := "170001.000100|" + message.UnpaidState{ListID: "A", Page: 1, Sort: "newest"}.Value()
			if !strings.Contains(reply.Last(t), value) {
				t.Fatalf("no button to take it back: %s", reply.Last(t))
			}
			if tt.does != nil {
				tt.does(s.publisher)
			}
			s.Now = func() time.Time { return commandtest.Noon.Add(tt.later) }
			reply, err = s.press(t, message.ActionUnpaidUnshare, tt.user, finance, value)
			if answer := reply.Said(t, err); !strings.Contains(answer, tt.says) {
				t.Errorf("says %s, want %q", answer, tt.says)
			}
			if takes := len(s.publisher.deleted) > 0; takes != tt.takes {
				t.Errorf("deleted %v", s.publisher.deleted)
			}
		})
	}
	s := newSharer(t)
	for _, value := range []string{"", "x", "1.2,3.4|1|newest|A|"} {
		if _, err := s.press(t, message.ActionUnpaidUnshare, member, finance, value); !errors.Is(
			err,
			message.ErrUnpaidState,
		) {
			t.Errorf("%q: %v", value, err)
		}
	}
}
