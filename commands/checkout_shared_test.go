package commands

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/mayar"
)

// fakeCheckouts is a database that replicas have in common, in which nothing runs out by itself.
type fakeCheckouts struct {
	mu     sync.Mutex
	rows   map[string]*fakeRow // by id
	looked chan struct{}       // told of every look at what another has claimed; nil: nobody listens
	broken error               // what Keep fails with
}

type fakeRow struct {
	claim  string
	sealed []byte
}

func (c *fakeCheckouts) Claim(_ context.Context, id string, _ time.Duration) (string, []byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if row := c.rows[id]; row != nil {
		select {
		case c.looked <- struct{}{}:
		default:
		}
		return "", row.sealed, nil
	}
	if c.rows == nil {
		c.rows = map[string]*fakeRow{}
	}
	c.rows[id] = &fakeRow{claim: "claim of " + id}
	return c.rows[id].claim, nil, nil
}

func (c *fakeCheckouts) Keep(_ context.Context, claim string, sealed []byte, _ time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return c.broken
	}
	c.rows[strings.TrimPrefix(claim, "claim of ")].sealed = sealed
	return nil
}

func (c *fakeCheckouts) Release(_ context.Context, claim string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.rows, strings.TrimPrefix(claim, "claim of "))
	return nil
}

func (c *fakeCheckouts) Expire(context.Context) error { return nil }

// replicaOf is what one replica remembers, beside a database.
func replicaOf(kept Checkouts) *recentCheckouts {
	return newRecentCheckouts(atNoon, newSharedCheckouts(kept, []byte("a key to Mayar")))
}

var aRequest = mayar.CheckoutRequest{
	ProductID:    kopi,
	Customer:     mayar.CheckoutCustomer{Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "081200001111"},
	CreditAmount: 5,
}

var aMade = &mayar.Checkout{
	Tiers: []mayar.TierLink{
		{
			TierID:    "t1",
			Link:      "https://toko.example.com/m/kopi?immutable=eyJ+/=&x=1",
			UsageLink: "https://toko.example.com/u?immutable=b",
		},
		{TierID: "t2", Link: "https://toko.example.com/m/kopi?immutable=c"},
	},
	Usage: "https://toko.example.com/usage?immutable=d", Single: "https://toko.example.com/single?immutable=e",
	GeneralMutableURL: "https://toko.example.com/m/kopi", Path: "/credit/v2/x",
}

func TestReplicasMakeTheSameLinksOnce(t *testing.T) {
	t.Parallel()
	db := &fakeCheckouts{looked: make(chan struct{}, 1)}
	first, second := replicaOf(db), replicaOf(db)
	posting, release := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		_, reused, err := first.do(t.Context(), aRequest, func() (*mayar.Checkout, error) {
			close(posting)
			<-release
			return aMade, nil
		})
		if reused {
			t.Error("the first is told that its links are another's")
		}
		done <- err
	}()
	<-posting
	go func() {
		<-db.looked // the second has seen that the first is at it
		close(release)
	}()
	for range 2 {
		made, reused, err := second.do(t.Context(), aRequest, func() (*mayar.Checkout, error) {
			t.Error("a second post for the same request")
			return nil, nil
		})
		if err != nil || !reused {
			t.Fatalf("reused: %t, %v", reused, err)
		}
		if diff := cmp.Diff(aMade, made); diff != "" {
			t.Error("the links changed on the way") // the difference would print as links without their tokens
		}
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestAFailedPostIsFreeForOthers(t *testing.T) {
	t.Parallel()
	db := &fakeCheckouts{}
	refused := errors.New("refused")
	if _, _, err := replicaOf(db).do(t.Context(), aRequest, func() (*mayar.Checkout, error) { return nil, refused }); !errors.Is(
		err,
		refused,
	) {
		t.Fatal(err)
	}
	made, reused, err := replicaOf(db).do(t.Context(), aRequest, func() (*mayar.Checkout, error) { return aMade, nil })
	if err != nil || reused || made != aMade {
		t.Errorf("%v, %t, %v", made, reused, err)
	}
}

func TestLinksThatCannotBeKeptAreShownAllTheSame(t *testing.T) {
	t.Parallel()
	db := &fakeCheckouts{broken: errors.New("down")}
	made, _, err := replicaOf(db).do(t.Context(), aRequest, func() (*mayar.Checkout, error) { return aMade, nil })
	if err != nil || made != aMade {
		t.Errorf("%v, %v", made, err)
	}
	if len(db.rows) != 0 {
		t.Error("others wait for links that they will never see")
	}
}

// Links of another replica are not remembered here: they are older than they would seem.
func TestAnothersLinksRunOutWithTheirs(t *testing.T) {
	t.Parallel()
	db := &fakeCheckouts{}
	first, second := replicaOf(db), replicaOf(db)
	made := func() (*mayar.Checkout, error) { return aMade, nil }
	for _, replica := range []*recentCheckouts{first, second} {
		if _, _, err := replica.do(t.Context(), aRequest, made); err != nil {
			t.Fatal(err)
		}
	}
	clear(db.rows)
	if _, reused, err := second.do(t.Context(), aRequest, made); err != nil || reused {
		t.Errorf("reused: %t, %v", reused, err)
	}
}

func TestWaitingForAnotherReplicaEndsWithTheContext(t *testing.T) {
	t.Parallel()
	db := &fakeCheckouts{}
	if _, _, err := db.Claim(t.Context(), newLinkCipher([]byte("a key to Mayar")).id(aRequest), 0); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := replicaOf(db).do(ctx, aRequest, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestSealHidesWhoAndWhat(t *testing.T) {
	t.Parallel()
	s := newLinkCipher([]byte("a key to Mayar"))
	id := s.id(aRequest)
	sealed, err := s.encrypt(id, aMade)
	if err != nil {
		t.Fatal(err)
	}
	for _, plain := range []string{"ani@example.com", "Ani", "0812", "immutable", "toko", kopi} {
		if strings.Contains(string(sealed)+id, plain) {
			t.Errorf("%q can be read", plain)
		}
	}
	other := newLinkCipher([]byte("another key"))
	if other.id(aRequest) == id {
		t.Error("the id can be guessed without the key")
	}
	if _, err := other.decrypt(id, sealed); err == nil {
		t.Error("opened with another key")
	}
	if _, err := s.decrypt("another request", sealed); err == nil {
		t.Error("taken for the answer to another request")
	}
}

// Requests that differ in anything have different links.
func TestSealTellsRequestsApart(t *testing.T) {
	t.Parallel()
	s := newLinkCipher([]byte("a key to Mayar"))
	seen := map[string]bool{s.id(aRequest): true}
	for name, change := range map[string]func(*mayar.CheckoutRequest){
		"product": func(r *mayar.CheckoutRequest) { r.ProductID = teh },
		"name":    func(r *mayar.CheckoutRequest) { r.Customer.Name += " " },
		"shifted": func(r *mayar.CheckoutRequest) {
			r.Customer.Name, r.Customer.Email = r.Customer.Name+`" "ani`, "@example.com"
		},
		"mobile":   func(r *mayar.CheckoutRequest) { r.Customer.Mobile += "1" },
		"credit":   func(r *mayar.CheckoutRequest) { r.CreditAmount++ },
		"customer": func(r *mayar.CheckoutRequest) { r.CustomerID = "5" },
		"member":   func(r *mayar.CheckoutRequest) { r.MemberID = "5" },
	} {
		request := aRequest
		change(&request)
		if id := s.id(request); seen[id] {
			t.Errorf("another %s is the same request", name)
		} else {
			seen[id] = true
		}
	}
}
