package message

// Action ids of what can be clicked, typed into or looked up. Slack sends them back with a click; commands route on them.
const (
	// ActionLink is every button that only opens an address. Slack tells of such a click too: it is acknowledged and ignored.
	ActionLink = "link.open"

	ActionUnpaidPrevious      = "unpaid.page.prev"
	ActionUnpaidNext          = "unpaid.page.next"
	ActionUnpaidSort          = "unpaid.sort"
	ActionUnpaidRefresh       = "unpaid.refresh"
	ActionUnpaidShare         = "unpaid.share" // Slack has asked whether it is meant
	ActionUnpaidShowPrivately = "unpaid.open"  // "See all privately" under a shared list
	ActionUnpaidClearQuery    = "unpaid.clear" // the same list without its words
	ActionUnpaidGroup         = "unpaid.group" // the transactions of a row; carries a GroupState, as the next two do
	ActionUnpaidBack          = "unpaid.back"  // from them to the list

	// The same as above the rows, below them: what is clicked on is told by its id.
	ActionUnpaidBelowPrevious = "unpaid.below.prev"
	ActionUnpaidBelowNext     = "unpaid.below.next"

	ActionUnpaidGroupPrevious = "unpaid.group.prev"
	ActionUnpaidGroupNext     = "unpaid.group.next"

	ActionUnpaidSharePost   = "unpaid.share.post"   // an admin was asked, and means it
	ActionUnpaidShareCancel = "unpaid.share.cancel" // and does not
	ActionUnpaidUnshare     = "unpaid.takeback"     // what was shared, for ten minutes

	// Buttons that run the command in their value, as if it had been typed.
	ActionRunUnpaid = "run.unpaid"
	ActionRunDigest = "run.digest"
	ActionRunHelp   = "run.help"
	ActionRunForm   = "run.form" // a command that opens a form

	// ActionCheckoutProduct is the select in the checkout form whose options are looked up as one types.
	ActionCheckoutProduct = "checkout.product"
)

// Action ids of digests. ActionDigestShowAll carries an UnpaidState, or the id of the digest where its filter is not for everybody's eyes; ActionDigestNew,
// ActionDigestCancel and ActionDigestList carry nothing, those that turn the pages of all digests a page's number, ActionDigestChoose words as after /digest,
// ActionDigestCreateAnyway a digest that is to be made, and all others the id of the digest and nothing else.
const (
	ActionDigestShowAll      = "digest.see"      // the whole list, privately
	ActionDigestPauseDay     = "digest.pauseday" // under a digest: no digest for a day
	ActionDigestSettings     = "digest.settings" // under a digest: the form
	ActionDigestNew          = "digest.new"
	ActionDigestEdit         = "digest.edit"
	ActionDigestPause        = "digest.pause" // until it is resumed
	ActionDigestResume       = "digest.resume"
	ActionDigestPreview      = "digest.test"
	ActionDigestDelete       = "digest.delete" // Slack or the bot has asked whether it is meant
	ActionDigestList         = "digest.list"   // back to the channel's digests
	ActionDigestChoose       = "digest.do"     // what was typed, to the digest that was chosen
	ActionDigestCreateAnyway = "digest.anyway" // make one although there is one like it

	// Who paid, privately; these carry a PaidState.
	ActionDigestPaid         = "digest.paid"
	ActionDigestPaidPrevious = "digest.paid.prev"
	ActionDigestPaidNext     = "digest.paid.next"
	ActionDigestRetry        = "digest.retry"          // under a notice: try again now
	ActionDigestPublish      = "digest.publish"        // an admin was asked, and means it; carries what is to be done
	ActionDigestCancel       = "digest.publish.cancel" // and does not

	ActionDigestAllPrevious = "digest.all.prev"
	ActionDigestAllNext     = "digest.all.next"
)

// Callback ids of the forms.
const (
	CallbackCheckout = "checkout.form"
	CallbackDigest   = "digest.form"
)

// Block ids of the checkout form's fields: what was filled in comes back under them, and errors are answered under them.
const (
	BlockCheckoutProduct  = "checkout.product"
	BlockCheckoutName     = "checkout.name"
	BlockCheckoutEmail    = "checkout.email"
	BlockCheckoutMobile   = "checkout.mobile"
	BlockCheckoutCredit   = "checkout.credit"
	BlockCheckoutCustomer = "checkout.customer"
	BlockCheckoutMember   = "checkout.member"
)

// Block ids of the digest form's fields. The element in each has the same id as its action id.
const (
	BlockDigestDays        = "digest.days"     // checkboxes: the number of a time.Weekday, "0" for Sunday; none or all is daily
	BlockDigestTimes       = "digest.times"    // text: "09:00, 15:00"
	BlockDigestCron        = "digest.cron"     // text: in place of days and times
	BlockDigestZone        = "digest.zone"     // menu: an IANA name, or DigestZoneOther
	BlockDigestZoneName    = "digest.zonename" // text: for DigestZoneOther
	BlockDigestLanguage    = "digest.language" // menu: "en" or "id"
	BlockDigestFilter      = "digest.filter"   // text: the words of /unpaid
	BlockDigestNothingOpen = "digest.nothing"  // radio buttons: DigestAllClear or DigestOnlyWhenOpen
	BlockDigestStyle       = "digest.style"    // radio buttons: DigestCompact or DigestDetailed
	BlockDigestMention     = "digest.mention"  // a user, or nobody
	BlockDigestGroup       = "digest.group"    // text: the id of a user group, or nothing
	BlockDigestLate        = "digest.late"     // radio buttons: DigestPostLate or DigestSkipLate
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
)
