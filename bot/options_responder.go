package bot

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/slack-go/slack"
)

const (
	// menuWithin is how long a menu may look for its options: its ack carries them, and Slack waits three seconds for that.
	menuWithin = 2500 * time.Millisecond

	mostOptions = 100

	// largestOptions is less than the 20 KB above which Slack drops an ack.
	largestOptions = 19 << 10
)

// A menuReply acknowledges a menu with its options, or with none when anything goes wrong.
type menuReply struct {
	ack   ack
	once  sync.Once
	until time.Time
}

type menuOptions struct {
	Options []*slack.OptionBlockObject `json:"options"`
}

func newMenuReply(ack ack) *menuReply {
	r := &menuReply{ack: ack, until: time.Now().Add(menuWithin)}
	time.AfterFunc(menuWithin, func() { r.answer(nil) })
	return r
}

func (r *menuReply) answer(options []*slack.OptionBlockObject) {
	r.once.Do(func() { r.ack(menuOptions{cutOptions(options)}) })
}

// tell has no place to say anything: the menu has what came with the error, or stays empty.
func (r *menuReply) tell(context.Context, blockkit.Message) error {
	r.answer(nil)
	return nil
}

func (r *menuReply) choose(ctx context.Context, req *Request, menu Menu) error {
	ctx, cancel := context.WithDeadline(ctx, r.until)
	defer cancel()
	options, err := menu(ctx, req)
	r.answer(options)
	return err
}

// cutOptions leaves out from the end what Slack would not take.
func cutOptions(options []*slack.OptionBlockObject) []*slack.OptionBlockObject {
	options = options[:min(len(options), mostOptions)]
	for len(options) > 0 {
		body, err := json.Marshal(options)
		if err == nil && len(body) <= largestOptions {
			return options
		}
		options = options[:len(options)*3/4]
	}
	return []*slack.OptionBlockObject{}
}
