package collecting

import (
	"crypto/rand"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// HoldLasts is how long a person who writes to a customer keeps the others from it.
const HoldLasts = 3 * time.Minute

// UndoLasts is how long a contact can be taken back by who made it.
const UndoLasts = 10 * time.Minute

// ManyContacts is from how many contacts of a day a person is warned that WhatsApp blocks numbers
// that write to many.
const ManyContacts = 30

// Limits of what people type, in characters.
const (
	MaxNote         = 500
	MaxSnoozeReason = 100
	MinReason       = 3 // of why somebody is reminded anyway
	MaxReason       = 200
)

// A Person is somebody of the workspace.
type Person struct {
	ID    string // Slack's
	Admin bool   // of the bot
}

// A State is what people have done about a case and its customer. Times are zero, and ids empty,
// where there is none.
type State struct {
	Owner        Owner
	Snooze       Snooze
	Promise      Promise
	Broken       int       // broken promises, the last one among them
	Contacts     []Contact // of the customer, newest first, those of the last weeks; undone ones are not among them
	CaseContacts int       // how often a reminder was about this case
	DayContacts  int       // contacts of the person who asks, today, with all customers
	Notes        []Note    // of the customer, newest first
	DoNotContact Flag
	Hold         Hold // may have ended
}

// An Owner has taken a case.
type Owner struct {
	ID    string
	Since time.Time
}

// A Snooze keeps a case out of the lists of what is due.
type Snooze struct {
	Until  time.Time
	By     string
	Reason string
}

// A Promise is a day until which the customer has promised to pay.
type Promise struct {
	Due    time.Time // the end of that day
	Amount int64     // rupiah; 0: all of it
	By     string    // who wrote it down
	Made   time.Time
}

// IsOpen reports whether the promised day has not ended.
func (p Promise) IsOpen(now time.Time) bool { return now.Before(p.Due) }

// IsBroken reports whether the promised day has ended. The case must be open.
func (p Promise) IsBroken(now time.Time) bool { return !p.Due.IsZero() && !p.IsOpen(now) }

// A Hold keeps others from writing to a customer.
type Hold struct {
	By    string
	Until time.Time
}

// How a person contacted a customer.
const (
	OpenedWhatsApp = "whatsapp" // opened; nobody knows if it was sent
	CopiedText     = "copy"
)

// A Contact is one reminder that was opened or copied.
type Contact struct {
	Card CardID
	At   time.Time
	By   string
	How  string
}

// A Note is what somebody wrote down about a customer.
type Note struct {
	ID   string
	By   string
	At   time.Time
	Text string // as typed: escape it
}

// A Flag says that a customer is not to be contacted.
type Flag struct {
	Reason FlagReason // empty: no flag
	By     string
	At     time.Time
}

// A FlagReason is why a customer is not to be contacted.
type FlagReason string

// The reasons.
const (
	AskedToStop FlagReason = "stop"
	Dispute     FlagReason = "dispute"
	VIP         FlagReason = "vip"
	OtherReason FlagReason = "other"
)

// FlagReasons are all reasons, in the order of the menu.
var FlagReasons = []FlagReason{AskedToStop, Dispute, VIP, OtherReason}

// A CardID names one opened card. A reminder from one card counts once.
type CardID string

// NewCardID returns the id of a card that is opened now.
func NewCardID(now time.Time) CardID {
	return CardID(strconv.FormatInt(now.UnixMilli(), 36) + "-" + strings.ToLower(rand.Text()[:10]))
}

// Opened returns when the card was opened. It is zero for what is no id of a card.
func (c CardID) Opened() time.Time {
	ms, random, _ := strings.Cut(string(c), "-")
	at, err := strconv.ParseInt(ms, 36, 64)
	if err != nil || at <= 0 || len(random) != 10 || len(c) > 30 {
		return time.Time{}
	}
	return time.UnixMilli(at)
}

// ValidReason returns why somebody is reminded anyway, without the space around it.
func ValidReason(typed string) (reason string, ok bool) {
	reason = strings.TrimSpace(typed)
	n := utf8.RuneCountInString(reason)
	return reason, n >= MinReason && n <= MaxReason
}
