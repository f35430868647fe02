package digests

import (
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

func (h *Handler) confirmation(sub digest.Subscription) message.DigestConfirmation {
	return message.DigestConfirmation{Digest: sub, Bot: h.Channels.BotName(), Now: h.Now()}
}

// confirmationFor is the same for a click. In the digest's channel it replaces the list, and has a
// button back to that.
func (h *Handler) confirmationFor(req *bot.Request, sub digest.Subscription) message.DigestConfirmation {
	v := h.confirmation(sub)
	v.Listed = req.Kind == bot.KindClick && req.Channel == sub.Channel && req.Channel != ""
	return v
}
