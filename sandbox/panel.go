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

// panelState is the content of the control room.
type panelState struct {
	Bot     BotStatus              `json:"bot"`
	Sockets []fakeslack.SocketInfo `json:"sockets"`
	LastAck *outcome               `json:"last_ack"` // of the newest command
	Posts   string                 `json:"posts"`    // setting for the bot's messages
	Clock   clockPanel             `json:"clock"`
	Mayar   mayarPanel             `json:"mayar"`
}

type mayarPanel struct {
	LastMinute int    `json:"last_minute"` // requests
	Limit      int    `json:"limit"`       // requests a minute; 0 means unknown
	Open       int    `json:"open"`        // unpaid transactions
	Fault      string `json:"fault"`
	Checkout   string `json:"checkout"`
	Versions   string `json:"versions"`
}

func (s *server) panel(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, s.panelState(r.Context()))
}

func (s *server) panelState(ctx context.Context) panelState {
	status := BotStatus{OK: true, Text: "not watched"}
	if s.config.Controls != nil {
		status = s.config.Controls.BotStatus(ctx)
	}
	set := s.settings.names()
	return panelState{
		Bot: status, Sockets: orEmpty(s.slack.Sockets()), LastAck: s.commands.lastOutcome(), Posts: set.posts,
		Clock: s.clockPanel(ctx),
		Mayar: mayarPanel{
			LastMinute: s.mayar.InLastMinute(), Limit: s.config.MayarLimit, Open: len(s.mayar.Transactions()),
			Fault: set.fault, Checkout: set.checkout, Versions: set.versions,
		},
	}
}

// panelReply is the text that confirms an action in the control room.
type panelReply struct {
	Text string `json:"said"`
}

type settingChoice struct {
	Name string `json:"name"`
}

type noContent struct{}

// Connection failures without a disconnect frame.
const (
	reasonCut  = "cut"
	reasonDeaf = "deaf"
)

// disconnectReplies are the texts for Slack's disconnect reasons and the two failures.
var disconnectReplies = map[string]string{
	fakeslack.Warning:           "Slack warned the sockets and will close them.",
	fakeslack.RefreshRequested:  "Slack asked for a refresh of the sockets.",
	fakeslack.LinkDisabled:      "Slack said that Socket Mode is switched off.",
	fakeslack.TooManyWebsockets: "Slack said that there are too many sockets.",
	reasonCut:                   "The lines are cut.",
	reasonDeaf:                  "The open sockets are deaf: nothing gets through, and nobody says so.",
}

func (s *server) disconnect(_ *http.Request, in struct {
	Reason string `json:"reason"`
}) (panelReply, error) {
	text, ok := disconnectReplies[in.Reason]
	switch {
	case !ok:
		return panelReply{}, badRequest(fmt.Sprintf("There is no reason %q.", in.Reason))
	case len(s.slack.Sockets()) == 0:
		return panelReply{}, badRequest("No socket is open.")
	case in.Reason == reasonCut:
		s.slack.Cut()
	case in.Reason == reasonDeaf:
		s.slack.Deafen(true)
	default:
		s.slack.Disconnect(in.Reason)
	}
	return panelReply{text}, nil
}

func (s *server) setFault(_ *http.Request, in settingChoice) (panelReply, error) {
	set, err := applySetting(&s.settings, s.mayar, &s.settings.current.fault, mayarFaults, in.Name, s.mayar.ClearFaults)
	return panelReply{"Mayar: " + set.Title}, err
}

func (s *server) setCheckout(_ *http.Request, in settingChoice) (panelReply, error) {
	reset := func() {
		s.mayar.SetWrongCustomer(false)
		s.mayar.SetWrongTier(false)
		s.mayar.SetCheckoutVariant(fakemayar.VariantByProduct)
	}
	set, err := applySetting(&s.settings, s.mayar, &s.settings.current.checkout, checkoutAnswers, in.Name, reset)
	return panelReply{"Checkouts from now on: " + set.Title}, err
}

func (s *server) setVersions(_ *http.Request, in settingChoice) (panelReply, error) {
	set, err := applySetting(&s.settings, s.mayar, &s.settings.current.versions, versions, in.Name, func() {})
	return panelReply{"Mayar answers " + set.Title}, err
}

func (s *server) setPosts(_ *http.Request, in settingChoice) (panelReply, error) {
	reset := func() {
		s.slack.Heal(postMethod)
		s.slack.RefuseBlocks()
	}
	set, err := applySetting(&s.settings, s.slack, &s.settings.current.posts, postFaults, in.Name, reset)
	return panelReply{"The bot’s messages: " + set.Title}, err
}

// transactionCount is the number of transactions for an action.
type transactionCount struct {
	Count int `json:"count"` // 0 means 1
}

// pickTransactions returns the newest transaction for a count of one, because a user has probably
// just created it. For a larger count it returns the oldest, which are on top of a digest.
func (s *server) pickTransactions(in transactionCount) []string {
	if in.Count > 1 {
		return s.mayar.OldestUnpaid(in.Count)
	}
	if id := s.mayar.PickUnpaid(); id != "" {
		return []string{id}
	}
	return nil
}

func (s *server) markPaid(_ *http.Request, in transactionCount) (panelReply, error) {
	return s.endTransactions("Paid: ", s.pickTransactions(in), s.mayar.MarkPaid)
}

func (s *server) expire(_ *http.Request, in transactionCount) (panelReply, error) {
	return s.endTransactions("Expired: ", s.pickTransactions(in), s.mayar.Expire)
}

// endTransactions ends transactions and describes them: one by its name, several by count and sum.
func (s *server) endTransactions(verb string, ids []string, end func(id string) error) (panelReply, error) {
	if len(ids) == 0 {
		return panelReply{}, badRequest("No transaction is open.")
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
			return panelReply{}, err
		}
	}
	if len(ids) > 1 {
		last = fmt.Sprintf("%d transactions, Rp%s", len(ids), groupThousands(sum))
	}
	return panelReply{verb + last}, nil
}

func (s *server) addTransaction(*http.Request, noContent) (panelReply, error) {
	return panelReply{"New: " + describe(s.mayar.Add(fakemayar.Transaction{}))}, nil
}

func describe(t fakemayar.Transaction) string {
	return fmt.Sprintf("%s, %s, Rp%s", t.Customer.Name, t.Link.Name, groupThousands(t.Amount))
}

// groupThousands writes rupiah with dots between thousands.
func groupThousands(amount int64) string {
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
