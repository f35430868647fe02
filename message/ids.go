package message

// Action ids of buttons and menus. Slack sends them back with a click; commands route on them.
const (
	// ActionLink is the id of all buttons that only open an address. Slack sends such a click too;
	// the bot acknowledges and ignores it.
	ActionLink = "link.open"

	ActionUnpaidPrevious      = "unpaid.page.prev"
	ActionUnpaidNext          = "unpaid.page.next"
	ActionUnpaidSort          = "unpaid.sort"
	ActionUnpaidRefresh       = "unpaid.refresh"
	ActionUnpaidShare         = "unpaid.share" // after Slack's confirmation
	ActionUnpaidShowPrivately = "unpaid.open"  // "See all privately" under a shared list
	ActionUnpaidClearQuery    = "unpaid.clear" // the same list without its filter
	ActionUnpaidGroup         = "unpaid.group" // the transactions of a row; the value is a GroupState
	ActionUnpaidBack          = "unpaid.back"  // from these to the list

	// The same buttons below the rows.
	ActionUnpaidBelowPrevious = "unpaid.below.prev"
	ActionUnpaidBelowNext     = "unpaid.below.next"

	ActionUnpaidGroupPrevious = "unpaid.group.prev"
	ActionUnpaidGroupNext     = "unpaid.group.next"

	ActionUnpaidSharePost   = "unpaid.share.post"   // an admin has confirmed
	ActionUnpaidShareCancel = "unpaid.share.cancel" // an admin has cancelled
	ActionUnpaidUnshare     = "unpaid.takeback"     // takes a shared list back, for ten minutes

	// Buttons that run the command in their value.
	ActionRunUnpaid = "run.unpaid"
	ActionRunDigest = "run.digest"
	ActionRunHelp   = "run.help"
	ActionRunForm   = "run.form" // a command that opens a form

	// ActionCheckoutProduct is the select in the checkout form that searches products while one
	// types.
	ActionCheckoutProduct = "checkout.product"
)

// Action ids of digests. The value is the id of the digest and nothing else, with these exceptions:
//
//   - ActionDigestShowAll: an UnpaidState, or the digest's id if its filter is personal
//   - ActionDigestNew, ActionDigestCancel, ActionDigestList: nothing
//   - ActionDigestAllPrevious, ActionDigestAllNext: the number of a page
//   - ActionDigestChoose: the arguments of /digest
//   - ActionDigestCreateAnyway: the digest to create
const (
	ActionDigestShowAll      = "digest.see"      // the whole list, privately
	ActionDigestPauseDay     = "digest.pauseday" // under a digest: pause it for a day
	ActionDigestSettings     = "digest.settings" // under a digest: the form
	ActionDigestNew          = "digest.new"
	ActionDigestEdit         = "digest.edit"
	ActionDigestPause        = "digest.pause" // until somebody resumes it
	ActionDigestResume       = "digest.resume"
	ActionDigestPreview      = "digest.test"
	ActionDigestDelete       = "digest.delete" // after a confirmation
	ActionDigestList         = "digest.list"   // back to the channel's digests
	ActionDigestChoose       = "digest.do"     // runs the command on the chosen digest
	ActionDigestCreateAnyway = "digest.anyway" // create one although a similar one exists

	// Who paid, privately; the value is a PaidState.
	ActionDigestPaid         = "digest.paid"
	ActionDigestPaidPrevious = "digest.paid.prev"
	ActionDigestPaidNext     = "digest.paid.next"
	ActionDigestRetry        = "digest.retry"          // under a notice: try again now
	ActionDigestPublish      = "digest.publish"        // an admin has confirmed; the value says what to do
	ActionDigestCancel       = "digest.publish.cancel" // an admin has cancelled

	ActionDigestAllPrevious = "digest.all.prev"
	ActionDigestAllNext     = "digest.all.next"
)

// Action ids of the follow-up card and of what opens it. The value is the short id of the case and
// nothing else, with these exceptions:
//
//   - ActionCardLanguage, ActionCardTone: a language, a tone
//   - ActionCardDeleteNote: the number of a note
const (
	ActionFollowUp       = "followup.open" // at a row
	ActionFollowUpPick   = "followup.pick" // a menu of rows
	ActionCardWhatsApp   = "followup.whatsapp"
	ActionCardCopy       = "followup.copy"
	ActionCardUndo       = "followup.undo"
	ActionCardAnyway     = "followup.anyway"
	ActionCardLanguage   = "followup.language"
	ActionCardTone       = "followup.tone"
	ActionCardCheck      = "followup.check" // look once more
	ActionCardTake       = "followup.take"
	ActionCardRelease    = "followup.release"
	ActionCardGive       = "followup.give"
	ActionCardSnooze     = "followup.snooze"
	ActionCardWake       = "followup.wake" // ends the snooze
	ActionCardPromise    = "followup.promise"
	ActionCardNote       = "followup.note"
	ActionCardDeleteNote = "followup.note.delete"
	ActionCardBlock      = "followup.block" // do not contact
	ActionCardUnblock    = "followup.unblock"
)

// Callback ids of the forms.
const (
	CallbackCheckout = "checkout.form"
	CallbackDigest   = "digest.form"

	CallbackAnyway  = "followup.anyway"
	CallbackGive    = "followup.give"
	CallbackSnooze  = "followup.snooze"
	CallbackPromise = "followup.promise"
	CallbackNote    = "followup.note"
	CallbackBlock   = "followup.block"
)

// Block ids of the fields of the forms over a card. The element in each field has the same action
// id.
const (
	BlockCardReason = "followup.reason" // text, or a menu of BlockReasons
	BlockCardUntil  = "followup.until"  // radio buttons: SnoozeTomorrow and so on
	BlockCardDate   = "followup.date"   // a date
	BlockCardAmount = "followup.amount" // text: "150.000", empty for all
	BlockCardText   = "followup.text"   // text
	BlockCardUser   = "followup.user"   // a user
)

// Block ids of the checkout form's fields. Slack returns the values under them, and shows errors
// under them.
const (
	BlockCheckoutProduct  = "checkout.product"
	BlockCheckoutName     = "checkout.name"
	BlockCheckoutEmail    = "checkout.email"
	BlockCheckoutMobile   = "checkout.mobile"
	BlockCheckoutCredit   = "checkout.credit"
	BlockCheckoutCustomer = "checkout.customer"
	BlockCheckoutMember   = "checkout.member"
)

// Block ids of the digest form's fields. The element in each field has the same action id.
const (
	BlockDigestDays        = "digest.days"     // checkboxes: numbers of time.Weekday; none or all is daily
	BlockDigestTimes       = "digest.times"    // text: "09:00, 15:00"
	BlockDigestCron        = "digest.cron"     // text: replaces days and times
	BlockDigestZone        = "digest.zone"     // menu: an IANA name, or DigestZoneOther
	BlockDigestZoneName    = "digest.zonename" // text: for DigestZoneOther
	BlockDigestLanguage    = "digest.language" // menu: "en" or "id"
	BlockDigestFilter      = "digest.filter"   // text: the filter, as in /unpaid
	BlockDigestNothingOpen = "digest.nothing"  // radio buttons: DigestAllClear or DigestOnlyWhenOpen
	BlockDigestStyle       = "digest.style"    // radio buttons: DigestCompact or DigestDetailed
	BlockDigestMention     = "digest.mention"  // a user, or empty
	BlockDigestGroup       = "digest.group"    // text: the id of a user group, or empty
	BlockDigestLate        = "digest.late"     // radio buttons: DigestPostLate or DigestSkipLate
	BlockDigestHolidays    = "digest.holidays" // radio buttons: DigestHolidaysPost and so on
)

// Values of the choices in the digest form.
const (
	DigestZoneOther    = "other"
	DigestAllClear     = "clear"
	DigestOnlyWhenOpen = "quiet"
	DigestCompact      = "compact"
	DigestDetailed     = "full"
	DigestPostLate     = "late"
	DigestSkipLate     = "skip"
	DigestHolidaysPost = "post"
	DigestHolidaysSkip = "skip"
	DigestHolidaysNext = "next"
)
