package fakemayar

import "strings"

// A form is a way to write a row that differs from the usual one. All of them have to be borne: the docs show them or leave them open.
type form uint8

const (
	amountText form = 1 << iota
	amountNull
	dateText
	customerList
	customerNull
	customerGone
	linkNull
)

// oddities change transactions that were otherwise invented in the usual way: the names that anybody can type into a checkout, and the forms.
var oddities = []func(*shop, *Transaction){
	named("<!channel> lihat ini"),
	named("Ani & Budi <x>"),
	named("*Tebal* _miring_ `kode` ~coret~"),
	formed(amountText),
	named("Siti \u202Egnuat\u202C Kertas"),
	func(_ *shop, t *Transaction) { t.form, t.Customer = customerNull, Customer{} },
	named("Tu\u200Bti Zero\u200DWidth\uFEFF"),
	named(strings.Repeat("Raden Mas Panjang ", 17)[:300]),
	named("🌶️ Warung Pedas 👩🏽‍🍳"),
	formed(dateText),
	formed(customerList),
	func(_ *shop, t *Transaction) { t.form, t.Amount = amountNull, 0 },
	func(_ *shop, t *Transaction) { t.Amount = 0 },
	named("<https://example.org/hadiah|Klik hadiah> @here\nbaris dua"),
	func(_ *shop, t *Transaction) { t.form, t.Customer = customerGone, Customer{} },
	func(_ *shop, t *Transaction) { t.form, t.Link = linkNull, Link{} },
	func(_ *shop, t *Transaction) {
		t.Link.Description = `<p>Lunas <b>sebelum Jumat</b>&nbsp;ya <a href="https://example.org">di sini</a></p>`
	},
	func(_ *shop, t *Transaction) { t.Type = "layanan_baru" },
	func(_ *shop, t *Transaction) { t.Customer.Mobile = "" },
	named("Tokoani.com"),
	named("Sekar 🌸 Florist"),
}

// named lets a new customer of that name buy.
func named(name string) func(*shop, *Transaction) {
	return func(sh *shop, t *Transaction) {
		id := sh.newID()
		t.Customer = Customer{
			ID: id, Name: name, Email: "pembeli." + id[:8] + "@example.org", Mobile: mobile(crowd + len(name)),
		}
	}
}

func formed(f form) func(*shop, *Transaction) {
	return func(_ *shop, t *Transaction) { t.form = f }
}

// makeOdd changes rows here and there, several of them among the newest, as far as the rows suffice. Two pairs of rows get one time each; the
// second pair lies across the edge of V2's longest page.
func (sh *shop) makeOdd(rows []*Transaction) {
	for i, change := range oddities {
		at := 2 + 3*i
		if i >= 6 {
			at = 20 + 17*(i-6)
		}
		if at < len(rows) {
			change(sh, rows[at])
		}
	}
	for _, at := range []int{30, 49} {
		if at+1 < len(rows) {
			rows[at+1].CreatedAt = rows[at].CreatedAt
		}
	}
}
