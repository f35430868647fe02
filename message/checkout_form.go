package message

import (
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
)

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

	Lookup      ProductLookup // of a product that was named and is not filled in for certain
	Failed      *Problem      // why what was filled in brought no links; the form is for another try
	FieldErrors []FieldError  // what is wrong with what was given: Slack shows errors on the fields of a form only once it was sent
	Ambiguous   []string      // block ids of the fields of which more was given than is filled in
}

// A ProductLookup is what was found of a product's name. It is zero where there is nothing to say of it.
type ProductLookup struct {
	Query   string    // that were typed
	Failed  bool      // the products could not be read, so nobody knows
	Matches []Product // several that match
}

// CheckoutForm is the modal that asks what a checkout link needs. Its fields come back under the ids BlockCheckoutProduct and so on. They are all
// plain text: Slack's own e-mail and number fields would answer in Slack's words, and would refuse 100.000.
func (w *Renderer) CheckoutForm(v CheckoutForm) slack.ModalViewRequest {
	b := newBuilder("checkout.problems")
	submit := "FormSubmit"
	if v.Failed != nil {
		submit = "FormTryAgain"
		title, body := w.problemTexts(*v.Failed)
		b.section("⚠️ *" + title + "*\n" + body)
		b.context(w.reference(v.Failed.Ref))
	}
	if found := w.productLookup(v.Lookup); found != "" {
		b.section("⚠️ " + found)
	}
	for _, problem := range v.FieldErrors {
		b.section("⚠️ " + escape(w.FieldError(problem)))
	}
	for _, block := range v.Ambiguous {
		if label, ok := checkoutLabels[block]; ok {
			b.section("⚠️ " + w.mrkdwn("FormUnclear", args{"Field": markup(w.text(label, nil))}))
		}
	}
	blocks := append(b.blocksWithIDs(),
		w.productField(v.Product),
		w.textField(BlockCheckoutName, "FormName", "FormNameHint", v.Name, false),
		w.textField(BlockCheckoutEmail, "FormEmail", "FormEmailHint", v.Email, false),
		w.textField(BlockCheckoutMobile, "FormMobile", "FormMobileHint", v.Mobile, false),
		w.textField(BlockCheckoutCredit, "FormCredit", "FormCreditHint", v.Credit, true),
		w.textField(BlockCheckoutCustomer, "FormCustomer", "FormCustomerHint", v.CustomerID, true),
		w.textField(BlockCheckoutMember, "FormMember", "FormMemberHint", v.MemberID, true),
	)
	return slack.ModalViewRequest{
		Type:       slack.VTModal,
		CallbackID: CallbackCheckout,
		Title:      blockkit.Plain(w.CheckoutTitle()),
		Submit:     blockkit.Plain(w.text(submit, nil)),
		Close:      blockkit.Plain(w.text("FormCancel", nil)),
		Blocks:     slack.Blocks{BlockSet: blocks},
	}
}

// maxMatchesShown is how many of several products that match are named.
const maxMatchesShown = 5

// productLookup says why a product that was named is not filled in, "" where there is nothing to say.
func (w *Renderer) productLookup(v ProductLookup) markup {
	words := args{"Words": safeText(v.Query, maxProduct), "Count": len(v.Matches)}
	switch {
	case v.Query == "":
		return ""
	case v.Failed:
		return w.mrkdwn("LookupUnread", words)
	case len(v.Matches) == 0:
		return w.mrkdwn("LookupNone", words)
	}
	var names []string
	for _, product := range v.Matches[:min(len(v.Matches), maxMatchesShown)] {
		names = append(names, "*"+string(safeText(product.Name, maxProduct))+"*")
	}
	if more := len(v.Matches) - len(names); more > 0 {
		names = append(names, string(escape(w.More(more))))
	}
	words["Names"] = markup(strings.Join(names, ", "))
	return w.mrkdwn("LookupSeveral", words)
}

// checkoutLabels are the labels of the fields by their block ids.
var checkoutLabels = map[string]string{
	BlockCheckoutProduct:  "FormProduct",
	BlockCheckoutName:     "FormName",
	BlockCheckoutEmail:    "FormEmail",
	BlockCheckoutMobile:   "FormMobile",
	BlockCheckoutCredit:   "FormCredit",
	BlockCheckoutCustomer: "FormCustomer",
	BlockCheckoutMember:   "FormMember",
}

// CheckoutTitle is the title of the form, and of the answer that takes its place.
func (w *Renderer) CheckoutTitle() string {
	return w.text("FormTitle", nil)
}

// CheckoutWorking is what stands in the form while Mayar is asked.
func (w *Renderer) CheckoutWorking() blockkit.Message {
	return w.working("checkout.working", "WorkingWhy")
}

// CheckoutWaiting is what a command shows while Mayar is asked.
func (w *Renderer) CheckoutWaiting() blockkit.Message {
	return w.working("checkout.waiting", "WaitingWhy")
}

func (w *Renderer) working(name, why string) blockkit.Message {
	b := newBuilder(name)
	title := w.text("WorkingTitle", nil)
	b.section("*" + escape(title) + "*\n" + escape(w.text(why, nil)))
	return b.message(escape(title))
}

// productField looks products up as one types. It shows some before a letter is typed.
func (w *Renderer) productField(product Product) *slack.InputBlock {
	none := 0
	menu := &slack.SelectBlockElement{
		Type:           slack.OptTypeExternal,
		ActionID:       ActionCheckoutProduct,
		Placeholder:    blockkit.Plain(w.text("FormProductPlaceholder", nil)),
		MinQueryLength: &none,
	}
	if product.ID != "" {
		menu.InitialOption = w.productOption(product)
	}
	return slack.NewInputBlock(BlockCheckoutProduct, blockkit.Plain(w.text("FormProduct", nil)), blockkit.Plain(w.text("FormProductHint", nil)), menu)
}

// maxInitial is how much of what was typed is filled in: more than any field takes, so that one sees what is too long.
const maxInitial = 300

func (w *Renderer) textField(blockID, label, hint, value string, optional bool) *slack.InputBlock {
	input := slack.NewPlainTextInputBlockElement(nil, blockID)
	if strings.TrimSpace(value) != "" {
		input.InitialValue = blockkit.Sanitize(value, maxInitial)
	}
	block := slack.NewInputBlock(blockID, blockkit.Plain(w.text(label, nil)), blockkit.Plain(w.text(hint, nil)), input)
	return block.WithOptional(optional)
}

// What Slack takes of an option, in characters.
const (
	maxOptionText = 75
	maxOptions    = 100
	shortID       = 8
)

// ProductOptions are products to choose from, each with its type and the beginning of its id: names repeat. A product whose id is too long for
// an option is left out.
func (w *Renderer) ProductOptions(products []Product) []*slack.OptionBlockObject {
	options := make([]*slack.OptionBlockObject, 0, min(len(products), maxOptions))
	for _, product := range products {
		if option := w.productOption(product); option != nil && len(options) < maxOptions {
			options = append(options, option)
		}
	}
	return options
}

// NoProduct is the value of the option that is no product.
const NoProduct = "none"

// NoProducts is the option that says why there is nothing to choose from: Slack's menus have no other place for it.
func (w *Renderer) NoProducts() *slack.OptionBlockObject {
	return option(NoProduct, blockkit.Sanitize(w.text("NoProducts", nil), maxOptionText), "")
}

// PastedProduct is the option for a product id that was pasted into the search, or nil where it is too long to be one.
func (w *Renderer) PastedProduct(id string) *slack.OptionBlockObject {
	text := blockkit.Sanitize(w.text("PastedProduct", args{"ID": blockkit.Sanitize(id, 40)}), maxOptionText)
	return option(id, text, "")
}

// rarelyImmutable are the types that are neither a membership nor paid by credit as a rule: Mayar makes no fixed link for them.
// Its documents do not say that none of them can have credit, so they are offered all the same.
var rarelyImmutable = map[string]bool{
	"audiobook": true, "coaching": true, "cohort_based": true, "course": true, "digital_product": true, "ebook": true, "event": true,
	"fundraising": true, "physical_product": true, "podcast": true, "support": true, "webinar": true, "zakat": true,
}

func (w *Renderer) productOption(product Product) *slack.OptionBlockObject {
	if strings.TrimSpace(product.Name) == "" {
		return w.PastedProduct(product.ID)
	}
	description := blockkit.Sanitize(product.ID, shortID)
	if rarelyImmutable[strings.ToLower(product.Type)] {
		description = w.text("ProductRarelyFixed", nil) + " · " + description
	}
	if kind := w.typeName(product.Type); kind != "" {
		description = kind + " · " + description
	}
	return option(product.ID, blockkit.Sanitize(product.Name, maxOptionText), description)
}

// option is nil where Slack would not take the id as a value: cut, it would be another product's.
func option(id, text, description string) *slack.OptionBlockObject {
	if id == "" || utf8.RuneCountInString(id) > maxOptionValue || !utf8.ValidString(id) {
		return nil
	}
	var below *slack.TextBlockObject
	if description != "" {
		below = blockkit.Plain(description)
	}
	return slack.NewOptionBlockObject(id, blockkit.Plain(text), below)
}
