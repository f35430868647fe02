package samples

import (
	"fmt"
	"strings"

	"github.com/mayarbot/mayarbot/message"
)

const (
	productID = "0e787345-0000-4000-8000-00000000000a"
	reference = "k7m2qa"
)

func (s *set) forms(w *message.Renderer) {
	s.view("form-empty", "The checkout form", w.CheckoutForm(message.CheckoutForm{}))
	s.view("form-filled", "The form with what was given filled in", w.CheckoutForm(message.CheckoutForm{
		Product: message.Product{ID: productID, Name: "Kelas Menulis Daring", Type: "membership"},
		Name:    "Ani Contoh", Email: "ani@example.com", Mobile: "081200000001", Credit: "1000",
		CustomerID: "ae57ce73-0000-4000-8000-000000000001", MemberID: "MBR0SAMP",
	}))
	s.view("form-pasted", "The form with a product id whose name is not known",
		w.CheckoutForm(message.CheckoutForm{Product: message.Product{ID: productID}}))
	s.view("form-problems", "The form after a command whose values are wrong", w.CheckoutForm(message.CheckoutForm{
		Product: message.Product{ID: productID}, Name: "Al", Email: "ani@",
		FieldErrors: []message.FieldError{message.FieldEmail, message.FieldName},
	}))
	s.view("form-unclear", "The form after a command that gave the name twice", w.CheckoutForm(message.CheckoutForm{
		Product: message.Product{ID: productID}, Name: "Ani Contoh", Ambiguous: []string{message.BlockCheckoutName},
	}))
	lookup := func(words string, unread bool, matches ...message.Product) message.CheckoutForm {
		return message.CheckoutForm{Name: "Ani Contoh",
			Lookup: message.ProductLookup{Query: words, Failed: unread, Matches: matches}}
	}
	kelas := []message.Product{
		{ID: "1", Name: "Kelas Menulis Daring"}, {ID: "2", Name: "Kelas Kopi"}, {ID: "3", Name: "Kelas Go"},
		{ID: "4", Name: hostile()}, {ID: "5", Name: "Kelas Teh"}, {ID: "6", Name: "Kelas Roti"},
		{ID: "7", Name: "Kelas Sabun"},
	}
	s.view("form-unknown", "The form after a command that names a product that is not there",
		w.CheckoutForm(lookup("Kelas Kpoi", false)))
	s.view("form-unread", "The form after a command whose product could not be looked up",
		w.CheckoutForm(lookup("Kelas Kopi", true)))
	s.view("form-several", "The form after a command that two products match",
		w.CheckoutForm(lookup("kelas", false, kelas[:2]...)))
	s.view("form-many", "The form after a command that many products match",
		w.CheckoutForm(lookup(hostile(), false, kelas...)))
	s.view("form-failed", "The form comes back when Mayar refuses the product", w.CheckoutForm(message.CheckoutForm{
		Product: message.Product{ID: productID, Name: "Webinar Foto", Type: "webinar"},
		Name:    "Ani Contoh", Email: "ani@example.com", Mobile: "081200000001",
		Failed: &message.Problem{Kind: message.ProblemNotCredit, Operation: message.OpCheckout, Ref: "QX7RTPA"},
	}))
	s.view("form-duplicate", "The form comes back when Mayar has had the same request",
		w.CheckoutForm(message.CheckoutForm{
			Product: message.Product{ID: productID, Name: "Kelas Kopi", Type: "membership"},
			Name:    "Ani Contoh", Email: "ani@example.com", Mobile: "081200000001",
			Failed: &message.Problem{Kind: message.ProblemDuplicate, Operation: message.OpCheckout, Ref: "QX7RTPA"},
		}))
	s.view("form-hostile", "The form with more than any field takes", w.CheckoutForm(message.CheckoutForm{
		Product: message.Product{ID: hostile(), Name: hostile(), Type: hostile()},
		Name:    hostile(), Email: hostile(), Mobile: hostile(), Credit: hostile(), CustomerID: hostile(),
		MemberID: hostile(),
	}))
	s.message("checkout-working", "In the form, while Mayar is asked", w.CheckoutWorking())
	s.message("checkout-waiting", "A command that takes longer, while Mayar is asked", w.CheckoutWaiting())
}

// immutable is a link of the observed form: base64 of a JSON, a dot, 64 hexadecimal digits.
func immutable(path string, n int) string {
	token := strings.Repeat("eyJuYW1lIjoiQW5pIENvbnRvaCJ9", n/28)
	return "https://tokocontoh.myr.id/" + path + "?immutable=" + token + "==." + strings.Repeat("0f1e2d3c", 8)
}

func links() message.CheckoutLinks {
	return message.CheckoutLinks{
		Product:  message.Product{ID: productID, Name: "Kelas Menulis Daring", Type: "membership"},
		Customer: message.Person{Name: "Ani Contoh", Email: "ani@example.com", Mobile: "081200000001"},
		BoundTo:  message.Person{Name: "Ani Contoh", Email: "ani@example.com", Mobile: "081200000001"},
		Tiers: []message.TierLink{
			{ID: tierID(1), Name: "Dasar",
				Prices: []message.Price{{Months: 1, Amount: 50000}, {Months: 12, Amount: 500000}},
				URL:    immutable("m/kelas-menulis", 172)},
			{ID: tierID(2), Name: "Lengkap",
				Prices: []message.Price{{Months: 3, Amount: 250000}, {Lifetime: true, Amount: 2500000}},
				URL:    immutable("m/kelas-menulis-2", 172)},
			{ID: tierID(3), Name: "Perintis", SoldOut: true, Inactive: true, URL: immutable("m/kelas-menulis-3", 172)},
		},
		Ref: reference,
	}
}

func tierID(n int) string { return fmt.Sprintf("6d85f2fa-0000-4000-8000-%012d", n) }

func (s *set) links(w *message.Renderer) {
	add := func(name, title string, change func(*message.CheckoutLinks)) {
		v := links()
		change(&v)
		s.message("links-"+name, title, w.CheckoutLinks(v))
	}
	add("tiers", "A link for each tier", func(*message.CheckoutLinks) {})
	add("names-pending", "Before names and prices are known", func(v *message.CheckoutLinks) {
		for i := range v.Tiers {
			v.Tiers[i] = message.TierLink{ID: v.Tiers[i].ID, URL: v.Tiers[i].URL}
		}
		v.Product.Name, v.NamesPending = "", true
	})
	add("single", "One link with nothing said of tiers",
		func(v *message.CheckoutLinks) { v.Tiers, v.SingleURL = nil, immutable("pl/checkout", 172) })
	add("opaque", "One link that cannot be read", func(v *message.CheckoutLinks) {
		v.Tiers, v.BoundTo, v.Unverifiable, v.Credit = nil, message.Person{}, 1, 20000
		v.SingleURL = "https://web.mayar.id/pl/checkout?product=" + productID + "&immutable=eyJhbGciOiJIUzI1NiJ9.e30.x"
	})
	add("usage", "A product paid by credit", func(v *message.CheckoutLinks) {
		v.Tiers, v.UsageURL, v.Credit, v.WithCredit = nil, immutable("pl/kredit", 172), 20000, 1
	})
	add("usage-open", "A product paid by credit, for which no credit was asked",
		func(v *message.CheckoutLinks) { v.Tiers, v.UsageURL = nil, immutable("pl/kredit", 172) })
	add("credit-loose", "Tiers whose links say nothing of the credit",
		func(v *message.CheckoutLinks) { v.Credit = 1000 })
	add("tier-usage", "A tier with a link for credit besides", func(v *message.CheckoutLinks) {
		v.Tiers, v.Credit, v.WithCredit = v.Tiers[:1], 1000, 1
		v.Tiers[0].UsageURL = immutable("pl/kredit", 172)
	})
	add("reused", "The same request again within a minute", func(v *message.CheckoutLinks) { v.Reused = true })
	add("withheld", "Some links named somebody else",
		func(v *message.CheckoutLinks) { v.Tiers, v.Withheld = v.Tiers[:1], 2 })
	add("unsafe", "Some links are not https", func(v *message.CheckoutLinks) { v.Tiers, v.Unsafe = v.Tiers[:1], 1 })
	add("own-credit", "A link that fixes a credit that nobody named", func(v *message.CheckoutLinks) {
		v.Tiers, v.UsageURL, v.WithCredit = nil, immutable("pl/kredit", 172), 1
		v.UnrequestedCredit = map[string]int64{v.UsageURL: 20000}
	})
	add("strange-host", "Links that lead to hosts that are not known", func(v *message.CheckoutLinks) {
		v.UnknownHosts = []string{"tokocontoh.myr.id.example", "xn--tko-ula.example"}
	})
	add("long", "A link that is too long for a button, and one that is too long at all",
		func(v *message.CheckoutLinks) {
			v.Tiers[1].URL = immutable("m/kelas-menulis-2", 3500)
			v.Tiers[2].URL = immutable("m/kelas-menulis-3", 12_000)
		})
	add("all-withheld", "Every link named somebody else",
		func(v *message.CheckoutLinks) { v.Tiers, v.Withheld = nil, 3 })
	add("none", "Mayar gave no link", func(v *message.CheckoutLinks) { v.Tiers = nil })
	add("many", "More tiers than one message takes", func(v *message.CheckoutLinks) {
		v.Tiers = nil
		for i := range 30 {
			v.Tiers = append(v.Tiers,
				message.TierLink{ID: tierID(i), Name: fmt.Sprintf("Paket %d", i+1), URL: immutable("m/paket", 500)})
		}
	})
	add("hostile", "A merchant's texts that are anything but names", hostileLinks)
	add("worst", "The longest of everything", func(v *message.CheckoutLinks) {
		hostileLinks(v)
		v.Product.Name = endless()
		v.Customer = message.Person{Name: endless(), Email: endless(), Mobile: endless()}
		v.BoundTo, v.Unverifiable, v.Withheld, v.Unsafe = v.Customer, 1, 1, 1
		for i := range v.Tiers {
			v.Tiers[i].Name, v.Tiers[i].URL = endless(), immutable("m/kelas", 2900)
		}
	})
}

func hostileLinks(v *message.CheckoutLinks) {
	v.Product = message.Product{ID: hostile(), Name: hostile(), Type: hostile()}
	v.Customer = message.Person{Name: hostile(), Email: hostile(), Mobile: hostile()}
	v.BoundTo = v.Customer
	v.Ref, v.Reused, v.NamesPending, v.Credit = hostile(), true, true, 1000
	for i := range v.Tiers {
		v.Tiers[i].ID, v.Tiers[i].Name = hostile(), hostile()
	}
	v.SingleURL = "javascript:alert(1)"
}
