package main

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

// A bigShop is a Mayar account in memory with many unpaid transactions over half a year, the newest
// first. A tenth have expired. Many are repeats: of a customer, and of a product too.
type bigShop struct {
	now  time.Time
	rows int
}

var (
	firstNames = []string{
		"Ani", "Budi", "Citra", "Dewi", "Eko", "Fitri", "Gilang", "Hana", "Indra", "Joko", "Kartika", "Lestari",
		"Made", "Nina", "Oki", "Putri", "Qori", "Rizky", "Sekar", "Tono", "Umar", "Vina", "Wahyu", "Yanti", "Zahra",
	}
	lastNames = []string{
		"Wijaya", "Santoso", "Handayani", "Pratama", "Kusuma", "Hidayat", "Siregar", "Nugroho", "Utami", "Saputra",
		"Lubis", "Maharani", "Gunawan", "Permata", "Setiawan", "Halim", "Anggraini", "Firmansyah", "Rahayu",
	}
	products = []string{
		"Kelas Kopi", "Kelas Teh", "Webinar Pajak", "E-book Resep", "Tiket Pameran", "Langganan Bulanan",
	}
	kinds = []string{"invoice", "invoice", "payment_link", "payment_request", "webinar", "event"}
)

func (s bigShop) transaction(i int) mayar.Transaction {
	who := i * 7919 % (max(s.rows*6/10, 1))
	first, last := firstNames[who%len(firstNames)], lastNames[who/len(firstNames)%len(lastNames)]
	what := i * 31 % 200 % 37
	status := "active"
	if i%10 == 9 {
		status = "expired"
	}
	return mayar.Transaction{
		ID:        fmt.Sprintf("%08x-0000-4000-8000-%012x", uint32(i)*2654435761, i),
		CreatedAt: s.now.Add(-time.Duration(i) * (180 * 24 * time.Hour / time.Duration(s.rows))),
		Type:      kinds[i%len(kinds)],
		Amount:    int64(10_000 + i*7_001%2_000_000),
		Status:    status,
		Customer: mayar.Customer{
			ID:     fmt.Sprintf("customer-%d", who),
			Name:   first + " " + last,
			Email:  fmt.Sprintf("%s.%s%d@example.com", first, last, who),
			Mobile: fmt.Sprintf("0812-%04d-%04d", who/10_000, who%10_000),
		},
		PaymentLink: mayar.PaymentLink{
			ID: fmt.Sprintf("product-%d", what), Name: fmt.Sprintf("%s %d", products[what%len(products)], what),
		},
		PaymentURL: fmt.Sprintf("https://toko.example.com/plt/%08x", uint32(i)*2654435761),
	}
}

// UnpaidPages is that of a [mirror.Source].
func (s bigShop) UnpaidPages(
	_ context.Context, opts *mayar.UnpaidOptions,
) iter.Seq2[mayar.UnpaidPage, error] {
	return func(yield func(mayar.UnpaidPage, error) bool) {
		for number := 1; ; number++ {
			start, end := (number-1)*mayar.MaxUnpaidPage, min(number*mayar.MaxUnpaidPage, s.rows)
			page := mayar.UnpaidPage{Number: number, Response: mayar.Response{Total: s.rows, HasMore: end < s.rows}}
			for i := start; i < end; i++ {
				page.Items = append(page.Items, s.transaction(i))
			}
			if !yield(page, nil) || !page.HasMore || opts != nil && number == opts.MaxPages {
				return
			}
		}
	}
}

// PaidPages is that of a [mirror.Source].
func (s bigShop) PaidPages(context.Context, *mayar.PaidOptions) iter.Seq2[mayar.PaidPage, error] {
	return func(yield func(mayar.PaidPage, error) bool) { yield(mayar.PaidPage{Number: 1}, nil) }
}

// GetTransaction is that of a [mirror.Source].
func (s bigShop) GetTransaction(context.Context, string) (*mayar.TransactionDetail, *mayar.Response, error) {
	return nil, nil, mayar.ErrUnsupported
}
