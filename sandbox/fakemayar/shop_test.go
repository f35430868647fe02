package fakemayar_test

import (
	"errors"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

// newShop returns a shop that does not listen.
func newShop(seed uint64) *fakemayar.Server {
	return fakemayar.New(fakemayar.Options{Seed: seed, Now: func() time.Time { return noon }})
}

func TestShopIsItsSeed(t *testing.T) {
	t.Parallel()
	plain := cmp.AllowUnexported(fakemayar.Transaction{})
	a, b, other := newShop(1), newShop(1), newShop(2)
	if diff := cmp.Diff(a.Transactions(), b.Transactions(), plain); diff != "" {
		t.Errorf("one seed, two shops:\n%s", diff)
	}
	if diff := cmp.Diff(a.Products(), b.Products()); diff != "" {
		t.Errorf("one seed, two catalogs:\n%s", diff)
	}
	if cmp.Equal(a.Transactions(), other.Transactions(), plain) {
		t.Error("two seeds, one shop")
	}
}

// Every seed must generate a varied shop.
func TestShopIsVaried(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for seed := range uint64(20) {
		aging := make(map[string]int)
		types := make(map[string]int)
		groups := make(map[[2]string]int)
		repeated := 0
		rows := newShop(seed).Transactions()
		for _, x := range rows {
			switch age := noon.Sub(x.CreatedAt); {
			case age < 2*day:
				aging["0-1 d"]++
			case age < 8*day:
				aging["2-7 d"]++
			case age < 31*day:
				aging["8-30 d"]++
			case age <= 60*day:
				aging["over 30 d"]++
			default:
				t.Errorf("seed %d: a transaction of %v", seed, x.CreatedAt)
			}
			types[x.Type]++
			if x.Customer.ID != "" && x.Link.ID != "" {
				groups[[2]string{x.Customer.ID, x.Link.ID}]++
			}
			if x.Amount < 0 || x.Amount > 10_000_000 {
				t.Errorf("seed %d: %d rupiah", seed, x.Amount)
			}
		}
		for _, n := range groups {
			if n > 1 {
				repeated++
			}
		}
		for _, bucket := range []string{"0-1 d", "2-7 d", "8-30 d", "over 30 d"} {
			if aging[bucket] < 20 {
				t.Errorf("seed %d: %d rows in %s", seed, aging[bucket], bucket)
			}
		}
		if len(rows) != 278 || len(types) < 10 || repeated < 8 {
			t.Errorf("seed %d: %d rows, %d types, %d groups with repeats", seed, len(rows), len(types), repeated)
		}
		if age := noon.Sub(rows[0].CreatedAt); age > 10*time.Minute {
			t.Errorf("seed %d: the newest is %v old", seed, age)
		}
	}
}

func TestPeopleAreInvented(t *testing.T) {
	t.Parallel()
	email := regexp.MustCompile(`@example\.(com|org)$`)
	mobile := regexp.MustCompile(`^(0812-?0000-?\d{4}|\+62 ?812 ?0000 ?\d{4}|)$`)
	forms := make(map[byte]int)
	for _, x := range newShop(0).Transactions() {
		if x.Customer.ID == "" {
			continue
		}
		if !email.MatchString(x.Customer.Email) || !mobile.MatchString(x.Customer.Mobile) {
			t.Errorf("%q %q", x.Customer.Email, x.Customer.Mobile)
		}
		if x.Customer.Mobile != "" {
			forms[x.Customer.Mobile[0]]++
		}
	}
	if forms['0'] < 20 || forms['+'] < 20 {
		t.Errorf("forms of mobiles %v, want both", forms)
	}
}

func TestProductsAreVaried(t *testing.T) {
	t.Parallel()
	members, soldOut, unpriced, inactive := 0, 0, 0, 0
	products := newShop(0).Products()
	for _, p := range products {
		if p.Type != "membership" {
			continue
		}
		members++
		if len(p.Tiers) < 2 || len(p.Tiers) > 4 {
			t.Errorf("%s has %d tiers", p.Name, len(p.Tiers))
		}
		for _, tier := range p.Tiers {
			priced := false
			for _, period := range tier.Periods {
				priced = priced || period.Amount > 0
			}
			soldOut += count(tier.SoldOut)
			unpriced += count(!priced)
			inactive += count(tier.Status == "INACTIVE")
		}
	}
	if len(products) != 20 || members != 5 || soldOut != 1 || unpriced != 1 || inactive != 1 {
		t.Errorf(
			"%d products, %d memberships, tiers: %d sold out, %d without price, %d inactive", len(products), members,
			soldOut, unpriced, inactive,
		)
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func TestChanges(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*fakemayar.Server, string) error{
		"paid":    (*fakemayar.Server).MarkPaid,
		"expired": (*fakemayar.Server).Expire,
		"closed":  (*fakemayar.Server).CloseTransaction,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := start(t, fakemayar.Options{})
			id := s.PickUnpaid()
			if err := change(s, id); err != nil {
				t.Fatal(err)
			}
			if n := len(s.Transactions()); n != 277 || s.PickUnpaid() == id {
				t.Errorf("%d open, the next one to pick is %s", n, s.PickUnpaid())
			}
			for _, version := range []string{"V1", "V2"} {
				if got := distinct(walk(t, s, version, "/transactions/unpaid", "", 50)); got != 277 {
					t.Errorf("%s lists %d, want 277", version, got)
				}
			}
			if err := change(s, id); !errors.Is(err, fakemayar.ErrUnknown) {
				t.Errorf("a second time: %v", err)
			}
			if err := change(s, "none"); !errors.Is(err, fakemayar.ErrUnknown) {
				t.Errorf("an unknown id: %v", err)
			}
		})
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	s, c := start(t, fakemayar.Options{})
	c.advance(time.Minute)
	random := s.Add(fakemayar.Transaction{})
	if got := get(t, s, unpaidPath).rows(t)[0]["id"]; got != random.ID || !random.CreatedAt.Equal(c.Now()) {
		t.Errorf("on top is %v, want %s of this moment", got, random.ID)
	}
	given := fakemayar.Transaction{
		ID: "tx", CreatedAt: noon.Add(-time.Hour), UpdatedAt: noon.Add(-time.Hour), Type: "invoice", Amount: 10_489,
		Status:   fakemayar.StatusExpired,
		Customer: fakemayar.Customer{ID: "c", Name: "Ani", Email: "ani@example.com", Mobile: "081200000000"},
		Link:     fakemayar.Link{ID: "l", Name: "INVOICE", Slug: "ani", CreatedAt: noon},
	}
	if diff := cmp.Diff(given, s.Add(given), cmp.AllowUnexported(fakemayar.Transaction{})); diff != "" {
		t.Errorf("what was given (-want +got):\n%s", diff)
	}
	if got := distinct(walk(t, s, "V2", "/transactions/unpaid", "&status=expired", 50)); got != 25 {
		t.Errorf("%d expired, want 25", got)
	}
}
