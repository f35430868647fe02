package samples

import (
	"fmt"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// rows are ten rows with the special cases of a list: repeats, no customer, an expired one, an
// unknown type.
func rows() []receivables.Row {
	list := []receivables.Row{
		{Customer: "Ani Contoh", Product: "Kelas Menulis Daring", Type: "membership_payment", Amount: 104930,
			Newest: ago(25 * time.Minute)},
		{Customer: "Budi Umpama", Product: "Penagihan", Type: "payment_request", Amount: 314790, Count: 3,
			Newest: ago(3 * time.Hour), Oldest: ago(4 * day)},
		{Customer: "Citra Misalnya", Product: "INVOICE", Type: "invoice", Amount: 2500000, Newest: ago(26 * time.Hour)},
		{Customer: "Dewi Andai", Product: "Tagihan Membership - paket 2", Type: "membership_payment", Amount: 150000,
			Newest: ago(3 * day)},
		{Customer: "Eko Ibarat", Product: "E-book Resep Nusantara", Type: "digital_product", Amount: 49000,
			Newest: ago(6 * day)},
		{Product: "Donasi Sumur Desa", Type: "fundraising", Amount: 0, Newest: ago(9 * day)},
		{Customer: "Fajar Seandainya", Product: "Webinar Pajak UMKM", Type: "webinar", Status: "expired",
			Amount: 75000, Newest: ago(15 * day)},
		{Customer: "Gita Perumpamaan", Product: "Langganan Tahunan", Type: "recurring_plan", Amount: 1200000,
			Newest: ago(21 * day)},
		{Customer: "Hadi Contoh", Product: "Konsultasi 60 menit", Type: "coaching", Amount: 350000, Count: 2,
			Newest: ago(34 * day), Oldest: ago(50 * day)},
		{Customer: "Indah Umpama", Product: "Kaos Komunitas", Type: "physical_product", Amount: 135000,
			Newest: ago(120 * day)},
	}
	for i := range list {
		row := &list[i]
		row.CaseID = strings.Repeat("ab2c", 3) + fmt.Sprintf("row%c", 'a'+i)
		row.URL = fmt.Sprintf("https://tokocontoh.myr.id/select-channel/0e787345-0000-4000-8000-%012d", i+1)
		if row.Customer != "" {
			row.Email = strings.ToLower(strings.Fields(row.Customer)[0]) + "@example.com"
			row.Mobile = fmt.Sprintf("0812-0000-%04d", i+1)
		}
		if row.Count == 0 {
			row.Count, row.Oldest = 1, row.Newest
		}
		if row.Status == "" {
			row.Status = "active"
		}
	}
	return list
}

// unpaid is the first page of a list of 278.
func unpaid() message.Unpaid {
	return message.Unpaid{
		State: message.UnpaidState{ListID: "K7F3QZA", Sort: receivables.SortNewest, Page: 1},
		Page: receivables.Page{
			Totals: receivables.Totals{Count: 278, Groups: 274, Amount: 29104930}, Complete: true,
			Aging: [4]receivables.Bucket{{Count: 31, Amount: 4120500}, {Count: 96, Amount: 9800430},
				{Count: 102, Amount: 10984000}, {Count: 49, Amount: 4200000}},
			Rows: rows(), Number: 1, Pages: 28, AsOf: ago(2 * time.Minute),
		},
		Now: now,

		ShareKey: "M4Q7R2B",
	}
}

// Hostile is text by somebody who wants to ping a channel, disguise a link, reverse the text, or
// fill the screen.
const Hostile = "<!channel> @here <https://evil.example|pay here> *EVIL* _EVIL_ ~EVIL~ `EVIL` ```EVIL``` " +
	"<@U0000001> #general :tada: https://evil.example/x \u202Etxet desrever\u202C a\u200Bb &lt;!here&gt;\n> EVIL\n"

func hostile() string { return Hostile + strings.Repeat("EVIL <&> ", 560) }

// endless is longer than any limit and grows when it is escaped.
func endless() string { return strings.Repeat("&", 5000) }

func rowOf(text string) receivables.Row {
	return receivables.Row{
		Customer: text, Email: text, Mobile: text, Product: text, Type: text, Status: text, URL: text,
		Amount: 9_223_372_036_854_775_807, Count: 1234, Newest: ago(3 * day), Oldest: ago(700 * day),
	}
}

func unpaidOf(text, url string) message.Unpaid {
	list := unpaid()
	list.State = message.UnpaidState{ListID: list.State.ListID, Query: text, Sort: receivables.SortLargest, Page: 12}
	list.Number = 12
	for i := range list.Rows {
		list.Rows[i] = rowOf(text)
		list.Rows[i].URL = url
	}
	return list
}

// longURL is an address of about n characters.
func longURL(n int) string {
	return "https://tokocontoh.myr.id/select-channel/" + strings.Repeat("0a1b2c3d", n/8)
}
