package message

// A Product is what a checkout link is for.
type Product struct {
	ID   string
	Name string // "" when it is not known
	Type string // as Mayar names it; may be ""
}

// A Person is whom a checkout link is for.
type Person struct {
	Name, Email, Mobile string
}

// CheckoutForm is what is known before the form opens: it is filled in.
type CheckoutForm struct {
	Product             Product
	Name, Email, Mobile string
	Credit              string // as typed
	CustomerID          string
	MemberID            string
}

// Links are the immutable checkout links that Mayar gave, already checked.
type Links struct {
	Product  Product
	Customer Person
	Credit   int64 // 0 when none was asked for

	Tiers     []TierLink
	UsageURL  string // the link of a credit-usage product
	SingleURL string // one link with nothing said of tiers

	Withheld     int  // links not shown because they named somebody else or another tier
	Reused       bool // the same request was answered less than a minute ago: these are its links
	NamesPending bool // names and prices of the tiers are still being looked up
	Ref          string
}

// A TierLink is the link of one membership tier.
type TierLink struct {
	ID       string
	Name     string // "" when it is not known
	Prices   []Price
	SoldOut  bool
	Inactive bool
	URL      string
	UsageURL string
}

// A Price is what a tier costs for some months, or once for ever.
type Price struct {
	Months   int
	Lifetime bool
	Amount   int64 // rupiah
}
