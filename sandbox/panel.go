package sandbox

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// room is what the control room shows.
type room struct {
	Bot     BotStatus              `json:"bot"`
	Sockets []fakeslack.SocketInfo `json:"sockets"`
	LastAck *outcome               `json:"last_ack"` // of the newest command
	Mayar   mayarRoom              `json:"mayar"`
}

type mayarRoom struct {
	LastMinute int    `json:"last_minute"` // requests
	Open       int    `json:"open"`        // unpaid transactions
	Fault      string `json:"fault"`
	Checkout   string `json:"checkout"`
	Versions   string `json:"versions"`
}

func (s *server) panel(w http.ResponseWriter, r *http.Request) {
	status := BotStatus{OK: true, Text: "not watched"}
	if s.config.Controls != nil {
		status = s.config.Controls.BotStatus(r.Context())
	}
	fault, checkout, versionsOn := s.dials.positions()
	writeJSON(w, http.StatusOK, room{
		Bot: status, Sockets: orEmpty(s.slack.Sockets()), LastAck: s.echoes.latest(),
		Mayar: mayarRoom{
			LastMinute: s.mayar.InLastMinute(), Open: len(s.mayar.Transactions()),
			Fault: fault, Checkout: checkout, Versions: versionsOn,
		},
	})
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
	set, err := s.dials.turn(s.mayar, &s.dials.fault, mayarFaults, in.Name, s.mayar.ClearFaults)
	return said{"Mayar: " + set.Title}, err
}

func (s *server) setCheckout(_ *http.Request, in named) (said, error) {
	honest := func() {
		s.mayar.SetWrongCustomer(false)
		s.mayar.SetWrongTier(false)
		s.mayar.SetCheckoutVariant(fakemayar.VariantByProduct)
	}
	set, err := s.dials.turn(s.mayar, &s.dials.checkout, checkoutAnswers, in.Name, honest)
	return said{"Checkouts from now on: " + set.Title}, err
}

func (s *server) setVersions(_ *http.Request, in named) (said, error) {
	set, err := s.dials.turn(s.mayar, &s.dials.versions, versions, in.Name, func() {})
	return said{"Mayar answers " + set.Title}, err
}

func (s *server) markPaid(*http.Request, nothing) (said, error) {
	id := s.mayar.PickUnpaid()
	if id == "" {
		return said{}, errAsk("Everything is paid.")
	}
	name := "a transaction"
	for _, t := range s.mayar.Transactions() {
		if t.ID == id {
			name = describe(t)
		}
	}
	if err := s.mayar.MarkPaid(id); err != nil {
		return said{}, err
	}
	return said{"Paid: " + name}, nil
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
