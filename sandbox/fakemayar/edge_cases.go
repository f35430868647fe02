package fakemayar

import "strings"

// A rowForm is an unusual way to write a row. The docs show these forms or leave them open, so
// clients must accept all of them.
type rowForm uint8

const (
	amountText rowForm = 1 << iota
	amountNull
	dateText
	customerList
	customerNull
	customerGone
	linkNull
)

// edgeCases change generated transactions: names that a buyer can type into a checkout, and unusual
// row forms.
var edgeCases = []func(*shop, *Transaction){
	withName("<!channel> lihat ini"),
	withName("Ani & Budi <x>"),
	withName("*Tebal* _miring_ `kode` ~coret~"),
	withForm(amountText),
	withName("Siti \u202Egnuat\u202C Kertas"),
	func(_ *shop, t *Transaction) { t.form, t.Customer = customerNull, Customer{} },
	withName("Tu\u200Bti Zero\u200DWidth\uFEFF"),
	withName(strings.Repeat("Raden Mas Panjang ", 17)[:300]),
	withName("🌶️ Warung Pedas 👩🏽‍🍳"),
	withForm(dateText),
	withForm(customerList),
	func(_ *shop, t *Transaction) { t.form, t.Amount = amountNull, 0 },
	func(_ *shop, t *Transaction) { t.Amount = 0 },
	withName("<https://example.org/hadiah|Klik hadiah> @here\nbaris dua"),
	func(_ *shop, t *Transaction) { t.form, t.Customer = customerGone, Customer{} },
	func(_ *shop, t *Transaction) { t.form, t.Link = linkNull, Link{} },
	func(_ *shop, t *Transaction) {
		t.Link.Description = `<p>Lunas <b>sebelum Jumat</b>&nbsp;ya <a href="https://example.org">di sini</a></p>`
	},
	func(_ *shop, t *Transaction) { t.Type = "layanan_baru" },
	func(_ *shop, t *Transaction) { t.Customer.Mobile = "" },
	withName("Tokoani.com"),
	withName("Sekar 🌸 Florist"),
}

// withName replaces the customer by a new one with this name.
func withName(name string) func(*shop, *Transaction) {
	return func(sh *shop, t *Transaction) {
		id := sh.newID()
		t.Customer = Customer{
			ID: id, Name: name, Email: "pembeli." + id[:8] + "@example.org", Mobile: mobile(customerCount + len(name)),
		}
	}
}

func withForm(f rowForm) func(*shop, *Transaction) {
	return func(_ *shop, t *Transaction) { t.form = f }
}

// applyEdgeCases changes single rows, several of them among the newest, as far as there are enough
// rows. Two pairs of rows share a time; the second pair is split between two of V2's longest pages.
func (sh *shop) applyEdgeCases(rows []*Transaction) {
	for i, change := range edgeCases {
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
