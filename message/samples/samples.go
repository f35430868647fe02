// Package samples has every message of package message in every state, from invented values at a
// fixed time. The golden files and the sandbox's gallery show them.
package samples

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/message"
)

// A Sample is one message, or one form.
type Sample struct {
	Name    string // unique; lower-case letters, digits and dashes: "unpaid-first-page"
	Title   string // what it shows, in English
	Message *blockkit.Message
	View    *slack.ModalViewRequest // set where Message is nil
}

// All returns all samples in a language ("en" or "id"), in the order of the gallery, and none for
// another language.
func All(language string) []Sample {
	w, err := message.New(language, jakarta)
	if err != nil {
		return nil
	}
	var s set
	s.unpaid(w)
	s.shared(w)
	s.publish(w)
	s.progress(w)
	s.forms(w)
	s.links(w)
	s.cards(w)
	s.help(w)
	s.hello(w)
	s.status(w)
	s.digests(w)
	s.digestLists(w)
	s.digestConfirmations(w)
	s.digestNotices(w)
	s.digestForms(w)
	s.problems(w)
	s.digestProblems(w)
	s.denied(w)
	return s.all
}

type set struct {
	all []Sample
}

func (s *set) message(name, title string, msg blockkit.Message) {
	s.all = append(s.all, Sample{Name: name, Title: title, Message: &msg})
}

func (s *set) view(name, title string, view slack.ModalViewRequest) {
	s.all = append(s.all, Sample{Name: name, Title: title, View: &view})
}

var (
	jakarta = time.FixedZone("Asia/Jakarta", 7*60*60)
	now     = time.Date(2026, time.November, 3, 9, 43, 0, 0, jakarta)
)

func ago(d time.Duration) time.Time { return now.Add(-d) }

const day = 24 * time.Hour
