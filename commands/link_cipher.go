package commands

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/mayarbot/mayarbot/mayar"
)

// A seal hides requests and links from those who can read the database but do not have its secret.
type linkCipher struct {
	idKey []byte
	aead  cipher.AEAD
}

func newLinkCipher(secret []byte) linkCipher {
	block, err := aes.NewCipher(derive(secret, "links"))
	if err != nil {
		panic(err) // the key's length is a constant
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // AES has the block size that GCM wants
	}
	return linkCipher{idKey: derive(secret, "ids"), aead: aead}
}

// derive makes a key of 32 bytes for one purpose.
func derive(secret []byte, purpose string) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, "mayarbot checkout "+purpose, 32)
	if err != nil {
		panic(err) // 32 bytes are not too many
	}
	return key
}

// id names a request so that nobody can tell, or guess and try, what it was.
func (s linkCipher) id(request mayar.CheckoutRequest) string {
	mac := hmac.New(sha256.New, s.idKey)
	fmt.Fprintf(mac, "%q", []any{
		request.ProductID, request.Customer.Name, request.Customer.Email, request.Customer.Mobile, fmt.Sprint(request.CreditAmount),
		request.CustomerID, request.MemberID,
	})
	return hex.EncodeToString(mac.Sum(nil))
}

// A plainCheckout is a mayar.Checkout with its links written out. Those of the client hide
// themselves from JSON.
type plainCheckout struct {
	Tiers   []plainTier
	Usage   string
	Single  string
	General string
	TooLong int
	Path    string
}

type plainTier struct {
	ID    string
	Link  string
	Usage string
}

// encrypt seals the answer to the request with the given id.
func (s linkCipher) encrypt(id string, made *mayar.Checkout) ([]byte, error) {
	plain := plainCheckout{
		Usage:   made.Usage.URL(),
		Single:  made.Single.URL(),
		General: made.GeneralMutableURL,
		TooLong: made.TooLong,
		Path:    made.Path,
	}
	for _, t := range made.Tiers {
		plain.Tiers = append(plain.Tiers, plainTier{t.TierID, t.Link.URL(), t.UsageLink.URL()})
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return nil, err
	}
	return s.aead.Seal(nil, nil, text, []byte(id)), nil
}

// decrypt is the reverse of close. It fails when the answer is to another request or was sealed
// with another secret.
func (s linkCipher) decrypt(id string, sealed []byte) (*mayar.Checkout, error) {
	text, err := s.aead.Open(nil, nil, sealed, []byte(id))
	if err != nil {
		return nil, fmt.Errorf("checkout: links that are not of this installation: %w", err)
	}
	var plain plainCheckout
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil, fmt.Errorf("checkout: links that are damaged: %w", err)
	}
	made := &mayar.Checkout{
		Usage: mayar.ImmutableLink(plain.Usage), Single: mayar.ImmutableLink(plain.Single),
		GeneralMutableURL: plain.General, TooLong: plain.TooLong, Path: plain.Path,
	}
	for _, t := range plain.Tiers {
		made.Tiers = append(
			made.Tiers,
			mayar.TierLink{TierID: t.ID, Link: mayar.ImmutableLink(t.Link), UsageLink: mayar.ImmutableLink(t.Usage)},
		)
	}
	return made, nil
}
