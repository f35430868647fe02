// Package mayar is a client for the parts of Mayar's API (https://mayar.id) about unpaid
// transactions and checkout links. It knows nothing of Slack or databases and can be used alone.
//
// # Use
//
//	client, err := mayar.New(os.Getenv("MAYAR_API_KEY"))
//	if err != nil {
//		return err
//	}
//	active := &mayar.UnpaidOptions{Status: "active"}
//	for tx, err := range client.Transactions.AllUnpaid(ctx, active) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(tx.Customer.Name, tx.Amount, tx.PaymentURL)
//	}
//
// The calls are grouped as Mayar's documentation groups them:
//
//   - Client.Transactions: unpaid and paid transactions, and one transaction in full
//   - Client.Checkout: checkout links for one customer
//   - Client.Memberships: the tiers of a membership product, and their prices
//   - Client.Products: the merchant's products
//
// Each call takes a context, which bounds everything that it does: waiting for the budget,
// repeating, reading. Client.Health, Client.Version and Client.Budget report the state without a
// request; Client.Probe and Client.ProbeCheckout make requests.
//
// A key comes from https://web.mayar.id/api-keys. Lists need a "Read Only" key, checkout links a
// "Read & Write" one.
//
// # Money, dates and text
//
// Amounts are whole rupiah. Dates are in UTC; Mayar writes them in milliseconds in some places and
// in ISO 8601 in others. A value that Mayar leaves out is the zero value: a transaction may have no
// customer, no amount and no date. States are in lower case, types as Mayar writes them; both are
// open sets. Names, descriptions and everything else that a buyer typed are unchanged, including
// HTML and control characters.
//
// # Two versions of the API
//
// Mayar announced that V1 ends on 1 October 2026; a client cannot tell in advance whether it did.
// It speaks both versions. By default it asks V2 and, where a list does not exist there (404), V1.
// It remembers which one answered, and asks again when that one no longer does. Only lists decide,
// because a missing object tells nothing of the version. WithVersion fixes one.
//
// The versions differ. Only V1 counts the whole list (Response.Total, -1 in V2); only V2 has
// GetTransaction (ErrUnsupported in V1).
//
// # The rate limit
//
// Mayar's documentation allows 20 requests a minute. A Budget keeps all requests of the process
// within that: no more start in any 60 seconds. A call waits for a slot as long as its context
// allows, and fails at once with a RateLimitError when its slot would come too late. People go
// before Background work, which also leaves them the last quarter. Share one Budget between
// clients:
//
//	budget := mayar.NewBudget(20)
//	client, err := mayar.New(key, mayar.WithBudget(budget))
//	…
//	sweep := mayar.Background(ctx)
//	asked := mayar.ForPerson(ctx, "U0123456")
//
// With ForPerson one person cannot keep the others waiting: nobody gets more of a minute than is
// left for the others, the person with the fewest requests is served first, and when ten requests
// of one person wait, more fail with a WaitingError.
//
// Mayar may still answer 429, because others may share the address. Then every request waits for
// the duration of Retry-After: a minute if there is none, five at most. A 503 with Retry-After
// pauses requests too.
//
// NewBudget is for one process. Processes that share a key share a budget through a SharedState,
// which takes a few lines around a database or anything else that makes one change at a time. The
// limit, pauses and order then hold for all processes together, by the clock of the SharedState.
// Each request costs one update of it, and no request is made while it fails.
//
// # Failures
//
// A call fails with an *Error, a *RateLimitError, a *WaitingError, or one of ErrNoCustomer,
// ErrBadID, ErrUnsupported and ErrBudgetUnavailable. Predicates tell what to do: RateLimited,
// Unauthorized, ReadOnlyKey, NotFound, Duplicate, WrongProduct, Invalid, Temporary. Mayar reports
// some failures inside HTTP 200; they are failures here. So are answers that are not JSON,
// truncated, without data, or over 1 MiB.
//
// Everything that Mayar sends is bounded: a page ends one row after the requested number (if Mayar
// sends more, Response.HasMore is set and there is no cursor), a text has 500 characters, an array
// within a row 200 elements. An id, cursor or URL that is too long is left out.
//
// GETs that fail for a Temporary reason are tried three times in all, each within the budget. A
// checkout is repeated only when nothing of it was sent. Redirects are not followed.
//
// # What is never printed
//
// No error and no log line has the API key, a customer's data, a link's token or Mayar's own words,
// and a Client prints without its key. A checkout link contains the customer's name, e-mail and
// mobile in readable form: an ImmutableLink prints, logs and encodes with that part hidden. Only
// its URL method returns it, byte for byte as Mayar gave it.
package mayar
