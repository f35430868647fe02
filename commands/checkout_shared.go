package commands

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

const (
	// claimTTL is how long a request is one replica's to answer: longer than anybody waits for
	// links.
	claimTTL = linksTimeout + 5*time.Second

	// claimPollInterval is how often a replica looks whether another one has the links.
	claimPollInterval = 200 * time.Millisecond

	// sharedWriteTimeout bounds the writing of what has become of a request.
	sharedWriteTimeout = 2 * time.Second
)

// Checkouts keeps answers where every replica finds them. [store.Checkouts] is one.
type Checkouts interface {
	Claim(ctx context.Context, id string, lasts time.Duration) (claim string, sealed []byte, err error)
	Keep(ctx context.Context, claim string, sealed []byte, lasts time.Duration) error
	Release(ctx context.Context, claim string) error
	Expire(ctx context.Context) error
}

// A shelf shares the links of the last minute among replicas. They are made out to a customer, so
// they lie there sealed, with a key that only those have who could ask Mayar for them anyway, and
// for a minute.
type sharedCheckouts struct {
	store  Checkouts
	cipher linkCipher
}

// newSharedCheckouts returns a shelf that is sealed with what is derived from secret, which all
// replicas have in common.
func newSharedCheckouts(kept Checkouts, secret []byte) *sharedCheckouts {
	return &sharedCheckouts{store: kept, cipher: newLinkCipher(secret)}
}

// do returns the links that another replica has made or is making for the same request, and else
// what post returns.
func (s *sharedCheckouts) do(
	ctx context.Context, request mayar.CheckoutRequest, post func() (*mayar.Checkout, error),
) (_ *mayar.Checkout, reused bool, _ error) {
	id := s.cipher.id(request)
	ticker := time.NewTicker(claimPollInterval)
	defer ticker.Stop()
	for {
		claim, sealed, err := s.store.Claim(ctx, id, claimTTL)
		switch {
		case err != nil:
			return nil, false, err
		case claim != "":
			made, err := s.make(ctx, id, claim, post)
			return made, false, err
		case sealed != nil:
			made, err := s.cipher.decrypt(id, sealed)
			return made, true, err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
	}
}

// make asks Mayar and keeps the links. Once they are made they are shown, even if nobody else will
// find them.
func (s *sharedCheckouts) make(
	ctx context.Context, id, claim string, post func() (*mayar.Checkout, error),
) (*mayar.Checkout, error) {
	kept := false
	defer func() {
		if !kept {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sharedWriteTimeout)
			defer cancel()
			_ = s.store.Release(ctx, claim) // else the claim runs out
		}
	}()
	made, err := post()
	if err != nil {
		return nil, err
	}
	sealed, err := s.cipher.encrypt(id, made)
	if err != nil {
		return nil, err
	}
	keepCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sharedWriteTimeout)
	defer cancel()
	if kept = s.store.Keep(keepCtx, claim, sealed, dedupWindow) == nil; kept {
		time.AfterFunc(dedupWindow, s.clear)
	}
	return made, nil
}

// clear deletes expired links even when no other request comes.
func (s *sharedCheckouts) clear() {
	ctx, cancel := context.WithTimeout(context.Background(), sharedWriteTimeout)
	defer cancel()
	_ = s.store.Expire(ctx) // whoever makes the next link does it then
}
