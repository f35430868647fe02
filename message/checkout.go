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
