package bot

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/internal/audit"
	"github.com/slack-go/slack"
)

// A Command is something that people can ask for by name, with its clicks, forms and menus.
type Command struct {
	Name     string   // "unpaid": reached as /unpaid and as /mayar unpaid, each with any -suffix
	Slash    bool     // has a slash command of its own besides /mayar NAME
	Summary  string   // one line for help
	Usage    string   // what may follow the name: "[words] [older:7d]"
	Examples []string // what may be typed after the slash: "unpaid older:7d"

	// Loggable reports whether the record may show a word behind the name: a verb, a time, a filter
	// with a known value. Of any other word the record shows the first letter only, because it may
	// be a customer's name. Ids and numbers are always shown. Nil allows nothing else.
	Loggable func(word string) bool

	Run    Handler                   // nil: cannot be asked for by name, has only Clicks or listens to Events
	Clicks map[string]Handler        // by action_id: buttons and selects in messages
	Forms  map[string]AnyForm        // by callback_id
	Menus  map[string]OptionsHandler // by action_id: selects with a search

	Events map[string]Listener // by EventJoined, EventDirect

	// MatchesText reports whether a message without a slash is for this command although it does
	// not begin with its name. Nil: never.
	MatchesText func(text string) bool
}

// A Handler does what was asked and answers through reply. The user is told of its error by
// Messages, and the error is logged under the request's reference.
type Handler func(ctx context.Context, req *Request, reply Responder) error

// An OptionsHandler returns the options for the text typed so far (Request.Value), within about two
// seconds. Options that it returns with an error are shown too: a menu has no other place to say
// why it is empty.
type OptionsHandler func(ctx context.Context, req *Request) ([]*slack.OptionBlockObject, error)

// Kind is what a user did.
type Kind string

// What a user can do.
const (
	KindCommand Kind = "command"
	KindClick   Kind = "click"
	KindForm    Kind = "form"
	KindMenu    Kind = "menu"
)

// A Request is one thing that one user did. Only Ref, User and At can be trusted; the rest came
// from outside and is unchecked. Text is as the user typed it, without Slack's changes: labels
// instead of links and mentions, no formatting marks, no entities.
type Request struct {
	Ref      string // short reference, in the user's message and in the log
	Kind     Kind
	Command  string            // name of the Command it was routed to
	ID       string            // action_id or callback_id
	Text     string            // command: the text after the name
	Value    string            // click: value of the button or option; menu: text so far
	Fields   map[string]string // form: the values by block_id
	Metadata string            // form: private_metadata
	User     User
	Team     string
	Channel  string // id; empty for forms
	Trigger  string // trigger_id, good for one view within 3 seconds
	At       time.Time

	// AuditDetail is what was done to what, for the record. A handler sets it when the request
	// itself does not say so. It holds no customer's data.
	AuditDetail string

	// AuditReason is what the user typed as the reason of what was done. It is added to the record,
	// redacted, and not to the log.
	AuditReason string
}

// A User is a full member of this workspace who may use the bot.
type User struct {
	ID   string
	Name string
}

// A Responder answers one request. It cuts every message to Slack's limits.
type Responder interface {
	// Reply shows msg to the user alone. A second call replaces the first message. For a click, it
	// replaces the message with the button, but on a message that everybody sees it adds a private
	// message each time. For a form, it replaces the modal, or sends a direct message if the modal
	// was closed.
	Reply(ctx context.Context, msg blockkit.Message) error

	// PostPublic posts msg for everybody in the channel that the request came from.
	PostPublic(ctx context.Context, msg blockkit.Message) error

	// OpenModal opens a form. From a modal, the form replaces it, or the error is ErrFormClosed.
	OpenModal(ctx context.Context, form slack.ModalViewRequest) error

	// PushModal opens a form over the modal that was clicked in, which is seen again when the form
	// closes. Elsewhere it is OpenModal.
	PushModal(ctx context.Context, form slack.ModalViewRequest) error

	// UpdateModal replaces what a modal shows: the one that OpenModal opened, the one that was
	// clicked in, or the one below a form. The error is ErrFormClosed if it was closed, and
	// ErrModalChanged if it shows something that the handler has not seen; a second call replaces
	// that too.
	UpdateModal(ctx context.Context, view slack.ModalViewRequest) error

	// CopyToDM also sends the answer to a form as a direct message, because closing the modal loses
	// it. It reports whether it sent one: it does not when Reply had to send one already, and not
	// for commands and clicks.
	CopyToDM(ctx context.Context, msg blockkit.Message) (kept bool, err error)
}

// Messages are the bot's own texts, in the user's language.
type Messages interface {
	Busy(ref string) blockkit.Message
	Denied(why DenyReason, ref string) blockkit.Message
	Failed(err error, ref string) blockkit.Message
	Unknown(word, nearest, ref string) blockkit.Message // nearest is "" when nothing is near

	// OpenForm says that a button opens the form: its action_id begins with ActionRun, and its
	// value is value.
	OpenForm(value string) blockkit.Message
	FormBusy() string // plain, at a field: asks to submit the form again
}

// A DenyReason is why a user may not use the bot.
type DenyReason string

// Why a user may not use the bot.
const (
	DeniedGuest       DenyReason = "guest"
	DeniedDeactivated DenyReason = "deactivated"
	DeniedBot         DenyReason = "bot"
	DeniedStranger    DenyReason = "stranger"    // of another workspace
	DeniedUnknown     DenyReason = "unknown"     // Slack could not identify the user
	DeniedNotAllowed  DenyReason = "not_allowed" // not among the allowed users and user groups
	DeniedChannel     DenyReason = "channel"     // not in this channel
	DeniedTooFast     DenyReason = "too_fast"    // over the user's rate limit
)

// An Auditor stores a record of everything that people do.
type Auditor interface {
	Record(ctx context.Context, rec audit.Record) error
}
