package samples

import (
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

func (s *set) publish(w *message.Renderer) {
	for _, what := range []message.Publication{
		message.PublishList, message.PublishCreate, message.PublishChange, message.PublishResume, message.PublishNow,
	} {
		s.message("publish-ask-"+string(what), "To an admin, where people of another company read: "+string(what),
			w.AskPublish(message.AskPublish{
				What: what, Channel: "C0SAMPLE01", Digest: entries()[1], Value: "value", Cancel: "cancel",
			}))
	}
	s.message("publish-ask-hostile", "The same, of a digest that is anything but one", w.AskPublish(message.AskPublish{
		What: message.PublishNow, Channel: hostile(), Digest: hostileEntry(), Value: "value", Cancel: "cancel",
	}))
	s.message("publish-cancelled", "The admin does not want to", w.PublishCancelled())
	for _, kind := range []digest.Problem{digest.ProblemChannelNotFound, digest.ProblemMissingScope,
		digest.ProblemSlackDown} {
		s.message("publish-cannot-"+dashed(string(kind)), "Slack does not say who reads the channel: "+string(kind),
			w.CannotPublish(message.DigestProblem{Kind: kind}, "C0SAMPLE01", "mayarbot", reference))
	}
	s.message("publish-cannot-direct", "Shared in a direct message between people", w.CannotPublish(
		message.DigestProblem{Kind: digest.ProblemChannelNotFound}, "D0SAMPLE01", "mayarbot", reference))
}
