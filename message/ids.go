package message

// Action ids of what can be clicked, typed into or looked up. Slack sends them back with a click; commands route on them.
const (
	// ActionLink is every button that only opens an address. Slack tells of such a click too: it is acknowledged and ignored.
	ActionLink = "link.open"

	ActionUnpaidPrevious = "unpaid.page.prev"
	ActionUnpaidNext     = "unpaid.page.next"
	ActionUnpaidSort     = "unpaid.sort"
	ActionUnpaidRefresh  = "unpaid.refresh"
	ActionUnpaidShare    = "unpaid.share"
	ActionUnpaidOpen     = "unpaid.open"  // "See all privately" under a shared list
	ActionUnpaidClear    = "unpaid.clear" // the same list without its words

	// ActionCheckoutProduct is the select in the checkout form whose options are looked up as one types.
	ActionCheckoutProduct = "checkout.product"
)

// CallbackCheckout is the callback id of the checkout form.
const CallbackCheckout = "checkout.form"

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
