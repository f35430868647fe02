package bot

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"sync"
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

// A poster posts messages that are not an answer to a request. It returns every failure at once, so
// that the caller, who records each delivery, can decide.
type poster struct {
	api     *slack.Client // without retries
	limiter *postLimiter
	fit     func(blockkit.Message) blockkit.Message
	log     *slog.Logger
	now     func() time.Time

	rejected     rejectedTypes
	mu           sync.Mutex
	limitedUntil time.Time // no posts before then
}

// newNoRetryClient returns a Web API client that retries nothing, not even after a 429.
func newNoRetryClient(cfg Config, client *http.Client) *slack.Client {
	return slack.New(cfg.BotToken, slack.OptionAPIURL(cfg.APIURL), slack.OptionHTTPClient(client))
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
func (b *Bot) Post(
	ctx context.Context, channel string, msg blockkit.Message, metadata Metadata,
) (ts string, err error) {
	return b.PostWithFallback(ctx, channel, []blockkit.Message{msg}, metadata)
}

// PostWithFallback is Post for a message with several variants, the plainest last. When Slack
// rejects the blocks of one (PostError.InvalidBlocks), it tries the next at once.
//
// Rejected types of block are remembered for a day, or until the process ends: of a message
// rejected as invalid_blocks, the types that Slack points at (all, if it points at none) that the
// accepted variant does not have. From then on variants with such blocks are skipped, as long as
// another is left, so that only the first message of the day pays for the discovery.
func (b *Bot) PostWithFallback(
	ctx context.Context, channel string, variants []blockkit.Message, metadata Metadata,
) (ts string, err error) {
	return b.poster.post(ctx, channel, variants, metadata)
}

// PostDM posts msg to a user as a direct message, in the same way as Post, and returns its ts.
func (b *Bot) PostDM(ctx context.Context, user string, msg blockkit.Message) (ts string, err error) {
	im, err := b.OpenDM(ctx, user)
	if err != nil {
		return "", err
	}
	return b.Post(ctx, im, msg, Metadata{})
}

// OpenDM returns the id of the direct messages between a user and the bot.
func (b *Bot) OpenDM(ctx context.Context, user string) (channel string, err error) {
	im, _, _, err := b.poster.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return "", readError("conversations.open", err)
	}
	return im.ID, nil
}

func (p *poster) post(
	ctx context.Context, channel string, variants []blockkit.Message, metadata Metadata,
) (string, error) {
	if len(variants) == 0 {
		return "", errors.New("bot: there is no message to post")
	}
	fitting := make([]blockkit.Message, len(variants))
	for i, msg := range variants {
		fitting[i] = p.fit(msg)
	}
	if err := p.reserve(ctx, channel); err != nil {
		return "", err
	}
	var failed *PostError
	var rejected []rejectedBlocks
	for _, msg := range p.rejected.usable(fitting, p.now()) {
		ts, err := p.postOnce(ctx, channel, msg, metadata)
		if err == nil {
			p.rejected.record(rejected, msg, p.now())
			return ts, nil
		}
		failed = err
		if !err.InvalidBlocks() {
			break
		}
		p.log.Warn("message blocks rejected", "code", err.Code, "at", err.Pointers)
		rejected = append(rejected, rejectedBlocks{msg, err})
	}
	return "", failed
}

// reserve waits until a message may go to the channel, or fails when that takes too long.
func (p *poster) reserve(ctx context.Context, channel string) error {
	if err := p.rateLimited(); err != nil {
		return err
	}
	wait, ok := p.limiter.reserve(channel, maxPostWait)
	if !ok {
		return &PostError{Method: postMessage, Code: CodeQueueFull, RetryAfter: wait}
	}
	if err := sleep(ctx, wait); err != nil {
		return &PostError{Method: postMessage, Code: CodeNotSent, Err: err}
	}
	return p.rateLimited()
}

// rateLimited fails while the last 429 lasts. Slack limits a method for the whole workspace, so
// another channel would only bring another 429.
func (p *poster) rateLimited() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if left := p.limitedUntil.Sub(p.now()); left > 0 {
		return &PostError{Method: postMessage, Code: CodeRateLimited, RetryAfter: left}
	}
	return nil
}

// postOnce makes one call, and notices whether anything of it can have reached Slack.
func (p *poster) postOnce(
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
	_, ts, err := p.api.PostMessageContext(ctx, channel, opts...)
	if err == nil && ts != "" {
		return ts, nil
	}
	if err == nil {
		err = errors.New("the answer has no ts")
	}
	failed := newPostError(postMessage, err, reached.Load())
	if failed.RetryAfter > 0 {
		p.pauseAll(failed.RetryAfter)
	}
	return "", failed
}

func (p *poster) pauseAll(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.now().Add(d); until.After(p.limitedUntil) {
		p.limitedUntil = until
	}
}

func (m Metadata) option() slack.MsgOption {
	payload := m.Payload
	if payload == nil {
		payload = map[string]any{} // Slack rejects null
	}
	return slack.MsgOptionMetadata(slack.SlackMetadata{EventType: m.Type, EventPayload: payload})
}
