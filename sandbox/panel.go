package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// room is what the control room shows.
type room struct {
	Bot     BotStatus              `json:"bot"`
	Sockets []fakeslack.SocketInfo `json:"sockets"`
	LastAck *outcome               `json:"last_ack"` // of the newest command
	Posts   string                 `json:"posts"`    // how the dial of the bot's messages is set
	Clock   clockRoom              `json:"clock"`
	Mayar   mayarRoom              `json:"mayar"`
}

type mayarRoom struct {
	LastMinute int    `json:"last_minute"` // requests
	Limit      int    `json:"limit"`       // requests a minute; 0: not told
	Open       int    `json:"open"`        // unpaid transactions
	Fault      string `json:"fault"`
	Checkout   string `json:"checkout"`
	Versions   string `json:"versions"`
}

func (s *server) panel(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, s.room(r.Context()))
}

func (s *server) room(ctx context.Context) room {
	status := BotStatus{OK: true, Text: "not watched"}
	if s.config.Controls != nil {
		status = s.config.Controls.BotStatus(ctx)
	}
	set := s.dials.positions()
	return room{
		Bot: status, Sockets: orEmpty(s.slack.Sockets()), LastAck: s.echoes.latest(), Posts: set.posts,
		Clock: s.clockRoom(ctx),
		Mayar: mayarRoom{
			LastMinute: s.mayar.InLastMinute(), Limit: s.config.MayarLimit, Open: len(s.mayar.Transactions()),
			Fault: set.fault, Checkout: set.checkout, Versions: set.versions,
		},
	}
}

// said is what the page tells of something done in the control room.
type said struct {
	Said string `json:"said"`
}

type named struct {
	Name string `json:"name"`
}

type nothing struct{}

// What can happen to a line without a word from Slack.
const (
	cut  = "cut"
	deaf = "deaf"
)

// disconnects are the reasons that Slack gives, and what they mean.
var disconnects = map[string]string{
	fakeslack.Warning:           "Slack warned the sockets and will close them.",
	fakeslack.RefreshRequested:  "Slack asked for a refresh of the sockets.",
	fakeslack.LinkDisabled:      "Slack said that Socket Mode is switched off.",
	fakeslack.TooManyWebsockets: "Slack said that there are too many sockets.",
	cut:                         "The lines are cut.",
	deaf:                        "The open sockets are deaf: nothing gets through, and nobody says so.",
}

func (s *server) disconnect(_ *http.Request, in struct {
	Reason string `json:"reason"`
}) (said, error) {
	words, ok := disconnects[in.Reason]
	switch {
	case !ok:
		return said{}, errAsk(fmt.Sprintf("There is no reason %q.", in.Reason))
	case len(s.slack.Sockets()) == 0:
		return said{}, errAsk("No socket is open.")
	case in.Reason == cut:
		s.slack.Cut()
	case in.Reason == deaf:
		s.slack.Deafen(true)
	default:
		s.slack.Disconnect(in.Reason)
	}
	return said{words}, nil
}

func (s *server) setFault(_ *http.Request, in named) (said, error) {
	set, err := turn(&s.dials, s.mayar, &s.dials.at.fault, mayarFaults, in.Name, s.mayar.ClearFaults)
	return said{"Mayar: " + set.Title}, err
}

func (s *server) setCheckout(_ *http.Request, in named) (said, error) {
	honest := func() {
		s.mayar.SetWrongCustomer(false)
		s.mayar.SetWrongTier(false)
		s.mayar.SetCheckoutVariant(fakemayar.VariantByProduct)
	}
	set, err := turn(&s.dials, s.mayar, &s.dials.at.checkout, checkoutAnswers, in.Name, honest)
	return said{"Checkouts from now on: " + set.Title}, err
}

func (s *server) setVersions(_ *http.Request, in named) (said, error) {
	set, err := turn(&s.dials, s.mayar, &s.dials.at.versions, versions, in.Name, func() {})
	return said{"Mayar answers " + set.Title}, err
}

func (s *server) setPosts(_ *http.Request, in named) (said, error) {
	heal := func() {
		s.slack.Heal(posts)
		s.slack.RefuseBlocks()
	}
	set, err := turn(&s.dials, s.slack, &s.dials.at.posts, postFaults, in.Name, heal)
	return said{"The bot’s messages: " + set.Title}, err
}

// amount is how many transactions something is done to.
type amount struct {
	Count int `json:"count"` // 1 when it is 0
}

// pick is the newest transaction when it is one, because that is the one that somebody has just made; of several the oldest, which stand on top of
// a digest.
func (s *server) pick(in amount) []string {
	if in.Count > 1 {
		return s.mayar.OldestUnpaid(in.Count)
	}
	if id := s.mayar.PickUnpaid(); id != "" {
		return []string{id}
	}
	return nil
}

func (s *server) markPaid(_ *http.Request, in amount) (said, error) {
	return s.finish("Paid: ", s.pick(in), s.mayar.MarkPaid)
}

func (s *server) expire(_ *http.Request, in amount) (said, error) {
	return s.finish("Expired: ", s.pick(in), s.mayar.Expire)
}

// finish ends transactions and says which: one by its name, several by their number and sum.
func (s *server) finish(verb string, ids []string, end func(id string) error) (said, error) {
	if len(ids) == 0 {
		return said{}, errAsk("No transaction is open.")
	}
	var sum int64
	var last string
	for _, t := range s.mayar.Transactions() {
		if slices.Contains(ids, t.ID) {
			sum += t.Amount
			last = describe(t)
		}
	}
	for _, id := range ids {
		if err := end(id); err != nil {
			return said{}, err
		}
	}
	if len(ids) > 1 {
		last = fmt.Sprintf("%d transactions, Rp%s", len(ids), grouped(sum))
	}
	return said{verb + last}, nil
}

func (s *server) addTransaction(*http.Request, nothing) (said, error) {
	return said{"New: " + describe(s.mayar.Add(fakemayar.Transaction{}))}, nil
}

func describe(t fakemayar.Transaction) string {
	return fmt.Sprintf("%s, %s, Rp%s", t.Customer.Name, t.Link.Name, grouped(t.Amount))
}

// grouped writes rupiah with dots between thousands.
func grouped(amount int64) string {
	digits := fmt.Sprint(amount)
	var out strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out.WriteByte('.')
		}
		out.WriteRune(digit)
	}
	return out.String()
}
