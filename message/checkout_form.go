package message

import (
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
)

// A Product is the product of a checkout link.
type Product struct {
	ID   string
	Name string // "" if unknown
	Type string // Mayar's name for it; may be ""
}

// A Person is the customer of a checkout link.
type Person struct {
	Name, Email, Mobile string
}

// CheckoutForm holds the values with which the form opens.
type CheckoutForm struct {
	Product             Product
	Name, Email, Mobile string
	Credit              string // as typed
	CustomerID          string
	MemberID            string

	Lookup      ProductLookup // if the command named a product that is not certain
	Failed      *Problem      // why the last attempt gave no links
	FieldErrors []FieldError  // of the command: Slack shows errors below fields only after a submission
	Ambiguous   []string      // block ids of fields for which the command gave several values
}

// A ProductLookup is the result of a search for a product by name. The zero value means that there
// was none.
type ProductLookup struct {
	Query   string
	Failed  bool // the bot could not read the products
	Matches []Product
}

// CheckoutForm is the modal for a checkout link. Its values come back under the ids
// BlockCheckoutProduct and so on. All inputs are plain text: Slack's own e-mail and number inputs
// show Slack's own errors, and reject 100.000.
func (w *Renderer) CheckoutForm(v CheckoutForm) slack.ModalViewRequest {
	b := newBuilder("checkout.problems")
	submit := "FormSubmit"
	if v.Failed != nil {
		submit = "FormTryAgain"
		title, body := w.problemTexts(*v.Failed)
		b.section("⚠️ *" + title + "*\n" + body)
		b.context(w.reference(v.Failed.Ref))
	}
	if lookup := w.productLookup(v.Lookup); lookup != "" {
		b.section("⚠️ " + lookup)
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

// maxMatchesShown is how many matching products the form names.
const maxMatchesShown = 5

// productLookup says why the form does not have the product that the command named, "" if there was
// no search.
func (w *Renderer) productLookup(v ProductLookup) markup {
	a := args{"Words": safeText(v.Query, maxProduct), "Count": len(v.Matches)}
	switch {
	case v.Query == "":
		return ""
	case v.Failed:
		return w.mrkdwn("LookupUnread", a)
	case len(v.Matches) == 0:
		return w.mrkdwn("LookupNone", a)
	}
	var names []string
	for _, product := range v.Matches[:min(len(v.Matches), maxMatchesShown)] {
		names = append(names, "*"+string(safeText(product.Name, maxProduct))+"*")
	}
	if more := len(v.Matches) - len(names); more > 0 {
		names = append(names, string(escape(w.More(more))))
	}
	a["Names"] = markup(strings.Join(names, ", "))
	return w.mrkdwn("LookupSeveral", a)
}

// checkoutLabels are the labels of the fields by block id.
var checkoutLabels = map[string]string{
	BlockCheckoutProduct:  "FormProduct",
	BlockCheckoutName:     "FormName",
	BlockCheckoutEmail:    "FormEmail",
	BlockCheckoutMobile:   "FormMobile",
	BlockCheckoutCredit:   "FormCredit",
	BlockCheckoutCustomer: "FormCustomer",
	BlockCheckoutMember:   "FormMember",
}

// CheckoutTitle is the title of the form, and of the answer that replaces it.
func (w *Renderer) CheckoutTitle() string {
	return w.text("FormTitle", nil)
}

// CheckoutWorking replaces the form until Mayar answers.
func (w *Renderer) CheckoutWorking() blockkit.Message {
	return w.working("checkout.working", "WorkingWhy")
}

// CheckoutWaiting answers a command until Mayar answers.
func (w *Renderer) CheckoutWaiting() blockkit.Message {
	return w.working("checkout.waiting", "WaitingWhy")
}

func (w *Renderer) working(name, why string) blockkit.Message {
	b := newBuilder(name)
	title := w.text("WorkingTitle", nil)
	b.section("*" + escape(title) + "*\n" + escape(w.text(why, nil)))
	return b.message(escape(title))
}

// productField searches products while one types, and shows some before the first letter.
func (w *Renderer) productField(product Product) *slack.InputBlock {
	queryLength := 0
	menu := &slack.SelectBlockElement{
		Type:           slack.OptTypeExternal,
		ActionID:       ActionCheckoutProduct,
		Placeholder:    blockkit.Plain(w.text("FormProductPlaceholder", nil)),
		MinQueryLength: &queryLength,
	}
	if product.ID != "" {
		menu.InitialOption = w.productOption(product)
	}
	return w.field(BlockCheckoutProduct, "FormProduct", "FormProductHint", menu)
}

// maxInitial is how long a prefilled value may be: longer than any field allows, so that people see
// what is too long.
const maxInitial = 300

func (w *Renderer) textField(blockID, label, hint, value string, optional bool) *slack.InputBlock {
	input := slack.NewPlainTextInputBlockElement(nil, blockID)
	if strings.TrimSpace(value) != "" {
		input.InitialValue = blockkit.Sanitize(value, maxInitial)
	}
	return w.field(blockID, label, hint, input).WithOptional(optional)
}

// Limits of an option, the first two set by Slack.
const (
	maxOptionText = 75
	maxOptions    = 100
	shortID       = 8
)

// ProductOptions returns options for products, each with its type and the beginning of its id,
// because names repeat. It leaves out a product whose id is too long for an option.
func (w *Renderer) ProductOptions(products []Product) []*slack.OptionBlockObject {
	options := make([]*slack.OptionBlockObject, 0, min(len(products), maxOptions))
	for _, product := range products {
		if option := w.productOption(product); option != nil && len(options) < maxOptions {
			options = append(options, option)
		}
	}
	return options
}

// NoProduct is the value of the option that stands for no product.
const NoProduct = "none"

// NoProducts is an option that says why there are no others: Slack's menus have no other place for
// it.
func (w *Renderer) NoProducts() *slack.OptionBlockObject {
	return option(NoProduct, blockkit.Sanitize(w.text("NoProducts", nil), maxOptionText), "")
}

// PastedProduct is the option for a product id pasted into the search, nil if it is too long.
func (w *Renderer) PastedProduct(id string) *slack.OptionBlockObject {
	text := blockkit.Sanitize(w.text("PastedProduct", args{"ID": blockkit.Sanitize(id, 40)}), maxOptionText)
	return option(id, text, "")
}

// rarelyImmutable are the types that are usually neither a membership nor paid by credit: Mayar
// makes no immutable link for them. Its documentation does not rule out credit for them, so the
// form offers them too.
var rarelyImmutable = map[string]bool{
	"audiobook": true, "coaching": true, "cohort_based": true, "course": true, "digital_product": true,
	"ebook": true, "event": true, "fundraising": true, "physical_product": true, "podcast": true,
	"support": true, "webinar": true, "zakat": true,
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

// option returns nil if the id is too long for Slack: a truncated id would be another product's.
func option(id, text, description string) *slack.OptionBlockObject {
	if id == "" || utf8.RuneCountInString(id) > maxOptionValue || !utf8.ValidString(id) {
		return nil
	}
	var details *slack.TextBlockObject
	if description != "" {
		details = blockkit.Plain(description)
	}
	return slack.NewOptionBlockObject(id, blockkit.Plain(text), details)
}
