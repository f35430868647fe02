package bot

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/slack-go/slack"
)

// A Command is something people can ask for by name, with the clicks, forms and menus that belong to it.
type Command struct {
	Name     string   // "unpaid": reached as /unpaid and as /mayar unpaid, each with any -suffix
	Slash    bool     // has a slash command of its own besides /mayar NAME
	Summary  string   // one line for help
	Usage    string   // what may follow the name: "[words] [older:7d]"
	Examples []string // what may be typed after the slash: "unpaid older:7d"

	// Loggable reports whether a word behind the name may be read in the record: a verb, a time, a filter whose value is understood. Nil: none but those that
	// are harmless everywhere, which are ids and numbers. Of any other word only the first letter is kept, since it may be a customer's name.
	Loggable func(word string) bool

	Run    Handler
	Clicks map[string]Handler        // by action_id: buttons and selects in messages
	Forms  map[string]Form           // by callback_id
	Menus  map[string]OptionsHandler // by action_id: selects whose options are looked up as one types

	Events map[string]Listener // by EventJoined, EventDirect: what happens without being asked for

	// MatchesText reports whether what somebody wrote to the bot without a slash is for this command, though it does not begin with its name. Nil: it never is.
	MatchesText func(text string) bool
}

// A Handler does what was asked and answers through reply. An error that it returns is said to the person by the Voice and logged under the
// request's reference.
type Handler func(ctx context.Context, req *Request, reply Responder) error

// A Form is a modal that was submitted.
type Form struct {
	Title string // of the modal while it shows the answer, at most 24 characters

	// Verbatim are the block_ids of what is typed but not words: an id, which is lost when a mention becomes its label.
	Verbatim []string

	// Check returns what is wrong by block_id. It is answered in the ack, so it should be quick, and does no I/O: of what
	// takes longer than 2.5 seconds nobody hears, and whoever sent the form is asked to send it again. Nil checks nothing.
	Check func(req *Request) map[string]string

	// Working is what the modal shows from the ack until Run shows its answer.
	Working func() blockkit.Message

	Run Handler
}

// An OptionsHandler returns the options for what has been typed so far (Request.Value), within about two seconds. What it returns with an error is offered too:
// there is no other place to say why there is nothing to choose.
type OptionsHandler func(ctx context.Context, req *Request) ([]*slack.OptionBlockObject, error)

// Kind tells what a person did.
type Kind string

// What a person can do.
const (
	KindCommand Kind = "command"
	KindClick   Kind = "click"
	KindForm    Kind = "form"
	KindMenu    Kind = "menu"
)

// A Request is one thing that one person did. Everything in it but Ref, User and At came from outside: the user has been checked, the rest has not.
// What was typed is as the person typed it, without what Slack makes of it: labels instead of links and mentions, no marks of formatting, no entities.
type Request struct {
	Ref      string // short reference that joins what the person sees and what the log says
	Kind     Kind
	Command  string            // name of the Command it was routed to
	ID       string            // action_id or callback_id
	Text     string            // command: the words after the name
	Value    string            // click: the button's value or the chosen option's; menu: what was typed so far
	Fields   map[string]string // form: what was filled in, by block_id
	Metadata string            // form: private_metadata
	User     User
	Team     string
	Channel  string // id; empty for forms
	Trigger  string // trigger_id, good for one view within 3 seconds
	At       time.Time

	// AuditDetail is what was done to what, for the record: a handler sets it where what came from outside does not tell. It holds no customer's data.
	AuditDetail string
}

// A User is a full member of this workspace who may use the bot.
type User struct {
	ID   string
	Name string
}

// A Responder answers one request. Every message is cut to Slack's limits on its way out.
type Responder interface {
	// Reply shows msg to the person alone. Called again, it replaces what it showed before; for a click it replaces the message that holds the
	// button, for a form the modal (or, when that was closed, it sends a direct message). A click on a message that everybody sees is answered
	// with a new private message each time.
	Reply(ctx context.Context, msg blockkit.Message) error

	// PostPublic posts msg for everybody in the channel that the request came from.
	PostPublic(ctx context.Context, msg blockkit.Message) error

	// OpenModal opens a form over what the person sees; in a modal the form takes its place, or the error is ErrFormClosed.
	OpenModal(ctx context.Context, form slack.ModalViewRequest) error

	// CopyToDM sends what a form was answered with as a direct message too, since closing the modal loses it. It reports
	// whether it did: not where Show had to send one already, and not for commands and clicks.
	CopyToDM(ctx context.Context, msg blockkit.Message) (kept bool, err error)
}

// A Messages is what the bot says of itself, in the person's language.
type Messages interface {
	Busy(ref string) blockkit.Message
	Denied(why DenyReason, ref string) blockkit.Message
	Failed(err error, ref string) blockkit.Message
	Unknown(word, nearest, ref string) blockkit.Message // nearest is "" when nothing is near
	More(n int) string                                  // "and 12 more"

	// OpenForm says that a form opens by a button: one with an action_id that begins with ActionRun, and this value.
	OpenForm(value string) blockkit.Message
	FormBusy() string // plain, at a field: the form could not be looked at, and is to be sent again
}

// A DenyReason is why somebody may not use the bot.
type DenyReason string

// Why somebody may not use the bot.
const (
	DeniedGuest       DenyReason = "guest"
	DeniedDeactivated DenyReason = "deactivated"
	DeniedBot         DenyReason = "bot"
	DeniedStranger    DenyReason = "stranger"    // of another workspace
	DeniedUnknown     DenyReason = "unknown"     // Slack could not say who it is
	DeniedNotAllowed  DenyReason = "not_allowed" // not among the allowed users and user groups
	DeniedChannel     DenyReason = "channel"     // not in this channel
	DeniedTooFast     DenyReason = "too_fast"    // this person asks for more than one person may
)

// An Auditor keeps a record of everything people do.
type Auditor interface {
	Audit(ctx context.Context, rec AuditRecord) error
}

// An AuditRecord is one entry of the audit. It holds no customer's data: Detail is masked.
type AuditRecord struct {
	At      time.Time
	Ref     string
	Team    string
	Channel string
	User    string // Slack user id
	Kind    Kind
	Command string
	ID      string // action_id or callback_id
	Detail  string // Request.AuditDetail, else the words behind a command, masked but for those that are known to be harmless
	Outcome string // "ok", "refused: guest", "busy", "failed: …"
	Took    time.Duration
}
