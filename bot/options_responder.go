package bot

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot/socket"
	"github.com/slack-go/slack"
)

const (
	// optionsTimeout bounds the search for a menu's options: the ack carries them, and Slack waits
	// three seconds for that.
	optionsTimeout = 2500 * time.Millisecond

	maxOptions = 100

	// maxOptionsBytes is less than the 20 KB above which Slack drops an ack.
	maxOptionsBytes = 19 << 10
)

// An optionsResponder acknowledges a menu with its options, or without any when something fails.
type optionsResponder struct {
	ack      socket.Ack
	once     sync.Once
	deadline time.Time
}

type optionsAck struct {
	Options []*slack.OptionBlockObject `json:"options"`
}

func newOptionsResponder(ack socket.Ack) *optionsResponder {
	r := &optionsResponder{ack: ack, deadline: time.Now().Add(optionsTimeout)}
	time.AfterFunc(optionsTimeout, func() { r.ackOptions(nil) })
	return r
}

func (r *optionsResponder) ackOptions(options []*slack.OptionBlockObject) {
	r.once.Do(func() { r.ack(optionsAck{fitOptions(options)}) })
}

// notify cannot show msg: the menu shows the options that came with the error, or stays empty.
func (r *optionsResponder) notify(context.Context, blockkit.Message) error {
	r.ackOptions(nil)
	return nil
}

func (r *optionsResponder) run(ctx context.Context, req *Request, menu OptionsHandler) error {
	ctx, cancel := context.WithDeadline(ctx, r.deadline)
	defer cancel()
	options, err := menu(ctx, req)
	r.ackOptions(options)
	return err
}

// fitOptions drops options from the end until Slack accepts the rest.
func fitOptions(options []*slack.OptionBlockObject) []*slack.OptionBlockObject {
	options = options[:min(len(options), maxOptions)]
	for len(options) > 0 {
		body, err := json.Marshal(options)
		if err == nil && len(body) <= maxOptionsBytes {
			return options
		}
		options = options[:len(options)*3/4]
	}
	return []*slack.OptionBlockObject{}
}
