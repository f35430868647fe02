package fakemayar

import (
	"fmt"
	"strings"
)

// Everybody is put together from these: any likeness is chance.
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

// crowd is how many customers the shop has.
const crowd = 120

// inventPeople returns customers with distinct names, addresses below example.com and example.org, and mobile numbers that nobody has.
func (sh *shop) inventPeople() []Customer {
	people := make([]Customer, crowd)
	for i, n := range sh.rng.Perm(len(firstNames) * len(lastNames))[:crowd] {
		first, last := firstNames[n%len(firstNames)], lastNames[n/len(firstNames)]
		people[i] = Customer{ID: sh.newID(), Name: first + " " + last, Email: sh.email(first, last), Mobile: mobile(i)}
		if i%12 == 5 {
			people[i].Name = first // many Indonesians have one name only
		}
	}
	return people
}

func (sh *shop) email(first, last string) string {
	return strings.ToLower(first+"."+last) + pick(sh.rng, []string{"@example.com", "@example.com", "@example.org"})
}

// mobile writes the i-th number in one of the forms that buyers type.
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

// somebody returns a customer. The first ones come often, so that some people have several open payments.
func (sh *shop) somebody() Customer {
	i := min(sh.rng.IntN(crowd), sh.rng.IntN(crowd))
	return sh.people[i]
}

// somebodyElse returns a customer with another address.
func (sh *shop) somebodyElse(email string) Customer {
	for {
		if c := sh.somebody(); !strings.EqualFold(c.Email, email) {
			return c
		}
	}
}
