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

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/slack-go/slack"
)

const (
	// PostTimeout bounds one call of Slack. A message whose fate is not known may still appear in the channel that long after the call began.
	PostTimeout = callTimeout

	// maxPostWait is how long a post waits for its turn before it is told to come back.
	maxPostWait = 5 * time.Second

	postMessage = "chat.postMessage"
)

// A Metadata is what a message carries unseen, so that it can be found again. Everybody in the channel can read it with a token of their own, so it holds
// no secrets.
type Metadata struct {
	Type    string         // "digest"; "" for no mark
	Payload map[string]any // JSON; numbers come back as float64
}

// A poster posts what nobody asked for at this moment: every failure is returned at once, for whoever keeps the ledger to decide.
type poster struct {
	api     *slack.Client // repeats nothing
	limiter *postLimiter
	fit     func(blockkit.Message) blockkit.Message
	log     *slog.Logger
	now     func() time.Time

	rejected     rejectedTypes
	mu           sync.Mutex
	limitedUntil time.Time // until then Slack takes no message at all
}

// newNoRetryClient returns a client of the Web API that repeats nothing, not even after a 429.
func newNoRetryClient(cfg Config, client *http.Client) *slack.Client {
	return slack.New(cfg.BotToken, slack.OptionAPIURL(cfg.APIURL), slack.OptionHTTPClient(client))
}

// Post posts msg, cut to Slack's limits, to a channel that the bot may post to, and returns its ts. Links are not unfurled. The call is made once: a
// failure is a *PostError that says whether Slack certainly posted nothing (Definite), and whether trying again can help (Permanent, RetryAfter).
//
// Messages go out in the order in which they are posted, one per second and channel; channels do not wait for each other. A message whose turn is
// more than five seconds away is refused with CodeNotYet, and RetryAfter then holds a turn after those that were refused before it. After a 429
// nothing is sent to any channel, and everything is refused, for as long as Slack said.
//
// ctx cuts a call that is under way, which leaves open whether Slack posted; whoever stops in good order gives a context that lives for another
// PostTimeout.
func (b *Bot) Post(ctx context.Context, channel string, msg blockkit.Message, mark Metadata) (ts string, err error) {
	return b.PostWithFallback(ctx, channel, []blockkit.Message{msg}, mark)
}

// PostWithFallback is Post for a message that can be said in several ways, the plainest last. When Slack does not take the blocks of one (PostError.Blocks),
// the next is tried at once.
//
// What a workspace does not take is remembered for a day, or until the process ends: of a message refused as invalid_blocks, the kinds of block that
// Slack points at (all, if it points at none) and that are not in the variant it took afterwards. Variants with blocks of these kinds are passed over
// from then on, as long as another is left, so that only the first message of the day pays for the discovery.
func (b *Bot) PostWithFallback(ctx context.Context, channel string, variants []blockkit.Message, mark Metadata) (ts string, err error) {
	return b.poster.post(ctx, channel, variants, mark)
}

// PostDM posts msg to a person as a direct message, in the same way as Post, and returns its ts.
func (b *Bot) PostDM(ctx context.Context, user string, msg blockkit.Message) (ts string, err error) {
	im, err := b.OpenDM(ctx, user)
	if err != nil {
		return "", err
	}
	return b.Post(ctx, im, msg, Metadata{})
}

// OpenDM returns the id of the direct messages between a person and the bot.
func (b *Bot) OpenDM(ctx context.Context, user string) (channel string, err error) {
	im, _, _, err := b.poster.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return "", readError("conversations.open", err)
	}
	return im.ID, nil
}

func (p *poster) post(ctx context.Context, channel string, variants []blockkit.Message, mark Metadata) (string, error) {
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
		ts, err := p.postOnce(ctx, channel, msg, mark)
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

// reserve waits until a message may go to the channel, or refuses when that is long.
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

// rateLimited refuses while the last 429 holds. Slack limits a method for the whole workspace, so asking for another channel would only bring another 429.
func (p *poster) rateLimited() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if left := p.limitedUntil.Sub(p.now()); left > 0 {
		return &PostError{Method: postMessage, Code: CodeRateLimited, RetryAfter: left}
	}
	return nil
}

// postOnce makes one call, and notices whether anything of it can have reached Slack.
func (p *poster) postOnce(ctx context.Context, channel string, msg blockkit.Message, mark Metadata) (string, *PostError) {
	var reached atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { reached.Store(true) }})
	opts := messageOptions(msg)
	if mark.Type != "" {
		opts = append(opts, mark.option())
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
		payload = map[string]any{} // Slack refuses null
	}
	return slack.MsgOptionMetadata(slack.SlackMetadata{EventType: m.Type, EventPayload: payload})
}
