package fakemayar

import (
	"fmt"
	"strings"
)

// Parts of invented names. Any likeness to real people is chance.
var (
	firstNames = strings.Fields(
		"Ayu Bagas Citra Dimas Eka Fajar Gita Hendra Intan Joko Kartika Lukman Maya Nanda Oktavia Putri " +
			"Raka Sari Teguh Umi Vina Wahyu Yoga Zahra",
	)
	lastNames = strings.Fields(
		"Pratama Wulandari Santoso Lestari Nugroho Handayani Saputra Maharani Kusuma Permata Wijaya " +
			"Anggraini Setiawan Puspita Hidayat Ramadhani Firmansyah Safitri Gunawan Melati",
	)
)

// customerCount is how many customers the shop has.
const customerCount = 120

// generateCustomers returns customers with distinct names, addresses at example.com and
// example.org, and unassigned mobile numbers.
func (sh *shop) generateCustomers() []Customer {
	people := make([]Customer, customerCount)
	for i, n := range sh.rng.Perm(len(firstNames) * len(lastNames))[:customerCount] {
		first, last := firstNames[n%len(firstNames)], lastNames[n/len(firstNames)]
		people[i] = Customer{ID: sh.newID(), Name: first + " " + last, Email: sh.email(first, last), Mobile: mobile(i)}
		if i%12 == 5 {
			people[i].Name = first // many Indonesians have a single name
		}
	}
	return people
}

func (sh *shop) email(first, last string) string {
	return strings.ToLower(first+"."+last) + pick(sh.rng, []string{"@example.com", "@example.com", "@example.org"})
}

// mobile formats the i-th number in one of the ways that buyers type numbers.
func mobile(i int) string {
	last := 1000 + 7*i
	switch i % 6 {
	case 1, 4:
		return fmt.Sprintf("+628120000%04d", last)
	case 2:
		return fmt.Sprintf("0812-0000-%04d", last)
	case 3:
		return fmt.Sprintf("+62 812 0000 %04d", last)
	}
	return fmt.Sprintf("08120000%04d", last)
}

// randomCustomer prefers the first customers, so that some of them have several open payments.
func (sh *shop) randomCustomer() Customer {
	i := min(sh.rng.IntN(customerCount), sh.rng.IntN(customerCount))
	return sh.customers[i]
}

// otherCustomer returns a customer with a different address.
func (sh *shop) otherCustomer(email string) Customer {
	for {
		if c := sh.randomCustomer(); !strings.EqualFold(c.Email, email) {
			return c
		}
	}
}
