package digests

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

// publishingActions are the ways to publish a digest, k7fq or a new one, in a channel that people
// of another company read.
func publishingActions() map[string]func(t *testing.T, c *Handler, user string, responder bot.Responder) error {
	typing := func(text string) func(*testing.T, *Handler, string, bot.Responder) error {
		return func(t *testing.T, c *Handler, user string, responder bot.Responder) error {
			return c.run(t.Context(), typedRequest(user, finance, text), responder)
		}
	}
	clicking := func(action string) func(*testing.T, *Handler, string, bot.Responder) error {
		return func(t *testing.T, c *Handler, user string, responder bot.Responder) error {
			req := &bot.Request{
				Kind:    bot.KindClick,
				ID:      action,
				Value:   "k7fq",
				User:    bot.User{ID: user},
				Channel: finance,
			}
			return c.Command().Clicks[action](t.Context(), req, responder)
		}
	}
	filling := func(metadata string) func(*testing.T, *Handler, string, bot.Responder) error {
		return func(t *testing.T, c *Handler, user string, responder bot.Responder) error {
			req := &bot.Request{
				Kind: bot.KindForm, Fields: formFields(nil), Metadata: metadata, User: bot.User{ID: user},
			}
			return submitForm(t, c, req, responder)
		}
	}
	return map[string]func(*testing.T, *Handler, string, bot.Responder) error{
		"create":      typing(`daily 09:00 filter older:7d`),
		"create form": filling(`{"channel":"` + finance + `","new":"new1"}`),
		"now":         typing("now"),
		"now ID":      typing("now k7fq"),
		"resume":      typing("resume k7fq"),
		"resume key":  clicking(message.ActionDigestResume),
		"edit form":   filling(`{"id":"k7fq","revision":3}`),
	}
}

// postButton returns the value of the button that publishes.
func postButton(t *testing.T, answer string) string {
	t.Helper()
	var msg struct {
		Blocks []struct {
			Elements []struct {
				ID    string `json:"action_id"`
				Value string
			}
		}
	}
	if err := json.Unmarshal([]byte(answer), &msg); err != nil {
		t.Fatal(err)
	}
	for _, block := range msg.Blocks {
		for _, element := range block.Elements {
			if element.ID == message.ActionDigestPublish {
				return element.Value
			}
		}
	}
	t.Fatalf("no button: %s", answer)
	return ""
}

func pressPost(t *testing.T, c *Handler, user, value string, responder bot.Responder) error {
	t.Helper()
	req := &bot.Request{
		Kind:    bot.KindClick,
		ID:      message.ActionDigestPublish,
		Value:   value,
		User:    bot.User{ID: user},
		Channel: finance,
	}
	return c.Command().Clicks[message.ActionDigestPublish](t.Context(), req, responder)
}

// If people of another company read a channel, also since later, members cannot publish, and an
// admin confirms first. Only an admin can confirm, and the channel is checked again then.
func TestPublishingToStrangersIsConfirmed(t *testing.T) {
	t.Parallel()
	for name, publish := range publishingActions() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, user := range []string{member, owner} {
				c, digests, channels := newHandler(t)
				channels.Joined = true
				var reply commandtest.Responder
				err := publish(t, c, user, &reply)
				if answer := reply.Said(t, err); len(digests.done) > 0 ||
					!strings.Contains(answer, "People of another company read this channel") {
					t.Errorf("%s: %v was done: %s", user, digests.done, answer)
				}
			}
			c, digests, channels := newHandler(t)
			channels.Joined = true
			var reply commandtest.Responder
			err := publish(t, c, admin, &reply)
			answer := reply.Said(t, err)
			if len(digests.done) > 0 || !strings.Contains(answer, "before people of another company?") {
				t.Fatalf("%v was done: %s", digests.done, answer)
			}
			value := postButton(t, answer)
			for _, user := range []string{member, outsider} {
				err := pressPost(t, c, user, value, &reply)
				if err == nil || len(digests.done) > 0 {
					t.Errorf("%s pressed the admin's button: %v, %v", user, digests.done, err)
				}
			}
			channels.Deaf = &slackapi.PostError{Method: "conversations.info", Code: "internal_error"}
			err = pressPost(t, c, admin, value, &reply)
			if answer := reply.Said(t, err); len(digests.done) > 0 ||
				!strings.Contains(answer, "I cannot see who reads this") {
				t.Errorf("while Slack cannot say: %v: %s", digests.done, answer)
			}
			channels.Deaf = nil
			if err := pressPost(t, c, admin, value, &reply); err != nil || len(digests.done) != 1 {
				t.Fatalf("pressed: %v, %v", digests.done, err)
			}
			want, _, _ := strings.Cut(name, " ")
			if want == "edit" {
				want = "update"
			}
			if !strings.HasPrefix(digests.done[0], want) {
				t.Errorf("done: %s", digests.done[0])
			}
		})
	}
}

// What publishes nothing needs no confirmation, and neither does opening the form as an admin.
func TestPauseAndDeleteBeforeStrangers(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"pause k7fq": "pause k7fq", "delete k7fq": "delete k7fq", "test k7fq": "",
	} {
		c, digests, channels := newHandler(t)
		channels.Joined = true
		err := c.run(t.Context(), typedRequest(member, finance, words), &commandtest.Responder{})
		if strings.HasPrefix(words, "delete") && err == nil { // it is asked first, as anywhere
			click := &bot.Request{Kind: bot.KindClick, User: bot.User{ID: member}, Channel: finance, Value: "k7fq"}
			err = c.Command().Clicks[message.ActionDigestDelete](t.Context(), click, &commandtest.Responder{})
		}
		if err != nil || strings.Join(digests.done, "") != want {
			t.Errorf("%s: %v, %v", words, digests.done, err)
		}
	}
	for user, opens := range map[string]bool{member: false, owner: false, admin: true} {
		c, _, channels := newHandler(t)
		channels.Joined = true
		var reply commandtest.Responder
		if err := c.run(t.Context(), typedRequest(user, finance, "edit k7fq"), &reply); (err == nil) != opens ||
			(len(reply.Forms) > 0) != opens {
			t.Errorf("%s: %d forms, %v", user, len(reply.Forms), err)
		}
	}
	c, digests, _ := newHandler(t)
	var reply commandtest.Responder
	if err := c.Command().Clicks[message.ActionDigestCancel](t.Context(), &bot.Request{}, &reply); err != nil ||
		len(digests.done) > 0 {
		t.Errorf("%v, %v", digests.done, err)
	}
}

// The button's value comes back from outside: it does no more than the same person may type.
func TestPublicationsAreChecked(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"", "k7fq", "{}", `{"do":"create"}`, `{"do":"delete","id":"k7fq"}`, `{"do":"now","id":"K7 FQ"}`,
		`{"do":"now","id":"zzzz"}`,
		`{"do":"create","id":"new1","channel":"` + finance + `","schedule":"never"}`,
		`{"do":"create","id":"new1","channel":"` + founders + `","schedule":"daily 09:00","zone":"UTC"}`,
		`{"do":"create","id":"new1","schedule":"daily 09:00","zone":"UTC"}`,
		`{"do":"create","id":"new1","channel":"` + finance + `","schedule":"daily 09:00","filter":"` + strings.Repeat(
			"a", 301,
		) + `"}`,
		`{"do":"change","id":"k7fq","revision":3,"schedule":"daily"}`,
		`{"do":"change","id":"k7fq","revision":2,"schedule":"daily 09:00","zone":"UTC"}`,
		strings.Repeat("[", 100_000),
	} {
		c, digests, _ := newHandler(t)
		if err := pressPost(t, c, admin, value, &commandtest.Responder{}); err == nil || len(digests.done) > 0 {
			t.Errorf("%.60s: %v, %v", value, digests.done, err)
		}
	}
}

// The longest filter fits into the button.
func TestPublicationsFitAButton(t *testing.T) {
	t.Parallel()
	sub := existingDigest()
	sub.Filter = strings.Repeat(`"`, message.MaxQueryLen)
	if n := len([]rune(publicationOf(message.PublishCreate, sub).value())); n > maxPublication {
		t.Errorf("%d characters", n)
	}
}

// A digest is posted on request once a minute. Before that, the person reads when to try again.
func TestPostNowTooSoon(t *testing.T) {
	t.Parallel()
	c, digests, _ := newHandler(t)
	digests.tooSoon = &digest.TooSoonError{Again: commandtest.Noon.Add(42 * time.Second)}
	var reply commandtest.Responder
	err := c.run(t.Context(), typedRequest(owner, finance, "now"), &reply)
	if answer := reply.Said(t, err); !strings.Contains(answer, "less than a minute ago") ||
		!strings.Contains(answer, "42 seconds") {
		t.Error(answer)
	}
}

// A typed command requires membership, which Slack is asked about. If Slack cannot say, nothing is
// done.
func TestCommandsRequireMembership(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"pause k7fq 3d", "pause 3d", "resume", "delete k7fq", "now", "test", "edit", "daily 09:00",
	} {
		c, digests, channels := newHandler(t)
		var reply commandtest.Responder
		err := c.run(t.Context(), typedRequest(outsider, finance, words), &reply)
		if err == nil || len(digests.done) > 0 || len(channels.Sent) > 0 || len(reply.Forms) > 0 ||
			channels.Asked == 0 {
			t.Errorf("%s: %v, asked %d times: %v", words, digests.done, channels.Asked, err)
		}
		c, digests, channels = newHandler(t)
		channels.Unknown = &slackapi.PostError{Method: "conversations.members", Code: "internal_error"}
		err = c.run(t.Context(), typedRequest(member, finance, words), &reply)
		if answer := reply.Said(t, err); len(digests.done) > 0 ||
			!strings.Contains(answer, "Slack was too slow") {
			t.Errorf("%s, while Slack cannot say: %v: %s", words, digests.done, answer)
		}
	}
}
