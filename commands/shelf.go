package commands

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

const (
	// claimFor is how long a request is one replica's to answer: longer than anybody waits for links.
	claimFor = linksFor + 5*time.Second

	// lookAgain is how often a replica looks whether another one has the links.
	lookAgain = 200 * time.Millisecond

	// shelfTimeout bounds the writing of what has become of a request.
	shelfTimeout = 2 * time.Second
)

// Checkouts keeps answers where every replica finds them. [store.Checkouts] is one.
type Checkouts interface {
	Claim(ctx context.Context, id string, lasts time.Duration) (claim string, sealed []byte, err error)
	Keep(ctx context.Context, claim string, sealed []byte, lasts time.Duration) error
	Release(ctx context.Context, claim string) error
	Expire(ctx context.Context) error
}

// A shelf shares the links of the last minute among replicas. They are made out to a customer, so they lie there sealed, with a key that only those
// have who could ask Mayar for them anyway, and for a minute.
type shelf struct {
	kept Checkouts
	seal seal
}

// newShelf returns a shelf that is sealed with what is derived from secret, which all replicas have in common.
func newShelf(kept Checkouts, secret []byte) *shelf { return &shelf{kept: kept, seal: newSeal(secret)} }

// do returns the links that another replica has made or is making for the same request, and else what post returns.
func (s *shelf) do(ctx context.Context, request mayar.CheckoutRequest, post func() (*mayar.Checkout, error)) (_ *mayar.Checkout, reused bool, _ error) {
	id := s.seal.id(request)
	ticker := time.NewTicker(lookAgain)
	defer ticker.Stop()
	for {
		claim, sealed, err := s.kept.Claim(ctx, id, claimFor)
		switch {
		case err != nil:
			return nil, false, err
		case claim != "":
			made, err := s.make(ctx, id, claim, post)
			return made, false, err
		case sealed != nil:
			made, err := s.seal.open(id, sealed)
			return made, true, err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
	}
}

// make asks Mayar and keeps the links. Once they are made they are shown, even if nobody else will find them.
func (s *shelf) make(ctx context.Context, id, claim string, post func() (*mayar.Checkout, error)) (*mayar.Checkout, error) {
	kept := false
	defer func() {
		if !kept {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shelfTimeout)
			defer cancel()
			_ = s.kept.Release(ctx, claim) // else the claim runs out
		}
	}()
	made, err := post()
	if err != nil {
		return nil, err
	}
	sealed, err := s.seal.close(id, made)
	if err != nil {
		return nil, err
	}
	keepCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shelfTimeout)
	defer cancel()
	if kept = s.kept.Keep(keepCtx, claim, sealed, sameFor) == nil; kept {
		time.AfterFunc(sameFor, s.clear)
	}
	return made, nil
}

// clear deletes what has run out, so that nothing lies there because nobody comes by.
func (s *shelf) clear() {
	ctx, cancel := context.WithTimeout(context.Background(), shelfTimeout)
	defer cancel()
	_ = s.kept.Expire(ctx) // whoever makes the next link does it then
}
