package slackapi

import (
	"context"
	"errors"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/slack-go/slack"
)

const (
	// PostTimeout bounds one call to Slack. A message whose call failed ambiguously may still
	// appear in the channel until PostTimeout after the call began.
	PostTimeout = callTimeout

	// maxPostWait is how long a post waits for its place in the channel; a longer wait fails.
	maxPostWait = 5 * time.Second

	postMessage = "chat.postMessage"
)

// Metadata travels with a message unseen, so that FindPost can find it. Everybody in the channel
// can read it with a token of their own, so it holds no secrets.
type Metadata struct {
	Type    string         // "digest"; "" for no metadata
	Payload map[string]any // JSON; numbers come back as float64
}

// Post posts msg, cut to Slack's limits, to a channel that the bot may post to, and returns its ts.
// Links are not unfurled. The call is made once: a failure is a *PostError that says whether Slack
// certainly posted nothing (NotPosted), and whether a retry can help (Permanent, RetryAfter).
//
// Messages go out in the order of the calls, one per second and channel; channels do not wait for
// each other. A message that would wait more than five seconds fails with CodeQueueFull. Its
// RetryAfter then reserves a place after those that failed before it. After a 429 every post to any
// channel fails, and nothing is sent, for as long as Slack said.
//
// ctx cancels a running call, which leaves open whether Slack posted; for an orderly shutdown give
// a context that lives for another PostTimeout.
func (c *Client) Post(
	ctx context.Context, channel string, msg blockkit.Message, metadata Metadata,
) (ts string, err error) {
	return c.PostWithFallback(ctx, channel, []blockkit.Message{msg}, metadata)
}

// PostWithFallback is Post for a message with several variants, the plainest last. When Slack
// rejects the blocks of one (PostError.InvalidBlocks), it tries the next at once.
func (c *Client) PostWithFallback(
	ctx context.Context, channel string, variants []blockkit.Message, metadata Metadata,
) (ts string, err error) {
	if len(variants) == 0 {
		return "", errors.New("slackapi: there is no message to post")
	}
	if err := c.reserve(ctx, channel); err != nil {
		return "", err
	}
	for _, msg := range variants {
		var failed *PostError
		if ts, failed = c.postOnce(ctx, channel, c.fit(msg), metadata); failed == nil {
			return ts, nil
		}
		err = failed
		if !failed.InvalidBlocks() {
			break
		}
		c.cfg.Log.Warn("message blocks rejected", "code", failed.Code, "at", failed.Pointers)
	}
	return "", err
}

// PostDM posts msg to a user as a direct message, in the same way as Post, and returns its ts.
func (c *Client) PostDM(ctx context.Context, user string, msg blockkit.Message) (ts string, err error) {
	im, err := c.OpenDM(ctx, user)
	if err != nil {
		return "", err
	}
	return c.Post(ctx, im, msg, Metadata{})
}

// OpenDM returns the id of the direct messages between a user and the bot.
func (c *Client) OpenDM(ctx context.Context, user string) (channel string, err error) {
	im, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return "", readError("conversations.open", err)
	}
	return im.ID, nil
}

// reserve waits until a message may go to the channel, or fails when that takes too long.
func (c *Client) reserve(ctx context.Context, channel string) error {
	if err := c.rateLimited(); err != nil {
		return err
	}
	wait, ok := c.limiter.reserve(channel, maxPostWait)
	if !ok {
		return &PostError{Method: postMessage, Code: CodeQueueFull, RetryAfter: wait}
	}
	if err := Sleep(ctx, wait); err != nil {
		return &PostError{Method: postMessage, Code: CodeNotSent, Err: err}
	}
	return c.rateLimited()
}

// rateLimited fails while the last 429 lasts. Slack limits a method for the whole workspace, so
// another channel would only bring another 429.
func (c *Client) rateLimited() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if left := c.limitedUntil.Sub(c.cfg.Now()); left > 0 {
		return &PostError{Method: postMessage, Code: CodeRateLimited, RetryAfter: left}
	}
	return nil
}

// postOnce makes one call, and notices whether anything of it can have reached Slack.
func (c *Client) postOnce(
	ctx context.Context, channel string, msg blockkit.Message, metadata Metadata,
) (string, *PostError) {
	var reached atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { reached.Store(true) },
	})
	opts := messageOptions(msg)
	if metadata.Type != "" {
		opts = append(opts, metadata.option())
	}
	_, ts, err := c.api.PostMessageContext(ctx, channel, opts...)
	if err == nil && ts != "" {
		return ts, nil
	}
	if err == nil {
		err = errors.New("the answer has no ts")
	}
	failed := newPostError(postMessage, err, reached.Load())
	if failed.RetryAfter > 0 {
		c.pauseAll(failed.RetryAfter)
	}
	return "", failed
}

func (c *Client) pauseAll(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if until := c.cfg.Now().Add(d); until.After(c.limitedUntil) {
		c.limitedUntil = until
	}
}

func (m Metadata) option() slack.MsgOption {
	payload := m.Payload
	if payload == nil {
		payload = map[string]any{} // Slack rejects null
	}
	return slack.MsgOptionMetadata(slack.SlackMetadata{EventType: m.Type, EventPayload: payload})
}
