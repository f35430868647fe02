// Package mayar is a client of the API of Mayar (https://mayar.id), as far as it is about unpaid
// transactions and checkout links. It knows nothing of Slack or of databases and can be used on its
// own.
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
//   - Client.Transactions: what is unpaid, what was paid, and one transaction in full
//   - Client.Checkout: links that are made out to one customer
//   - Client.Memberships: the tiers of a membership product, and their prices
//   - Client.Products: what the merchant sells
//
// Each takes a context, which bounds everything that it does: waiting for the budget, repeating,
// reading. Client.Health, Client.Version and Client.Budget say how things stand without a request;
// Client.Probe and Client.ProbeCheckout ask.
//
// A key comes from https://web.mayar.id/api-keys. Lists need a "Read Only" key, checkout links a
// "Read & Write" one.
//
// # Money, dates and text
//
// Amounts are whole rupiah. Dates are in UTC; Mayar writes them in milliseconds in some places and
// as ISO 8601 in others. What Mayar leaves out is the zero value: a transaction may have no
// customer, no amount and no date. States are in lower case, types as Mayar writes them; both are
// open sets. Names, descriptions and everything else that a buyer typed is as they typed it, HTML
// and control characters included.
//
// # Two versions of the API
//
// Mayar announced that V1 ends on 1 October 2026, and whether it did cannot be told from outside.
// The client speaks both. By default it asks V2 and, where the list that it wants is not there
// (404), V1; it remembers which one answered, and asks again when that one is gone. Only lists
// decide, as an object that is not found tells nothing of the version. WithVersion keeps it to one.
//
// They differ in what they say. Only V1 counts the whole list (Response.Total, -1 in V2); only V2
// has GetTransaction (ErrUnsupported in V1).
//
// # The rate limit
//
// Mayar's documentation allows 20 requests a minute. A Budget keeps all requests of the process
// within it: no more than that many start in any 60 seconds. A call waits for its turn as long as
// its context allows, and fails at once with a RateLimitError when its turn would come too late.
// People go before what is marked as Background, which also leaves them the last quarter. Share one
// Budget between clients:
//
//	budget := mayar.NewBudget(20)
//	client, err := mayar.New(key, mayar.WithBudget(budget))
//	…
//	sweep := mayar.Background(ctx)
//	asked := mayar.ForPerson(ctx, "U0123456")
//
// With ForPerson one person cannot keep the others waiting: nobody gets more of a minute than is
// left for the rest, those who have had least are served first, and when ten requests of a person
// wait, further ones fail with a WaitingError.
//
// When Mayar answers 429 all the same, for others may share the address, every request waits for as
// long as the Retry-After says: a minute where there is none, five at most. A 503 that says so is
// waited out too.
//
// NewBudget is for one process. Processes that share a key share a budget through a SharedState,
// which is a few lines around a database or whatever else can make one change at a time: limit,
// pauses, people in turn and before background work then hold for all of them together, by the
// ledger's clock. Each request costs one change of the ledger, and nothing is sent while it fails.
//
// # Failures
//
// A call fails with an *Error, a *RateLimitError, a *WaitingError, or one of ErrNoCustomer,
// ErrBadID, ErrUnsupported and ErrBudgetUnavailable. Ask the predicates what to do: RateLimited,
// Unauthorized, ReadOnlyKey, NotFound, Duplicate, WrongProduct, Invalid, Temporary. Mayar says some
// failures inside HTTP 200; they are failures here. So are answers without JSON, without an end,
// without data, and over 1 MiB.
//
// What Mayar sends has a bound, whatever its shape: a page ends one row behind what was asked for
// (where Mayar sends still more, Response.HasMore is set and there is no cursor), a text has 500
// characters, an array within a row 200 elements. An id, a cursor or a URL that is too long is left
// out.
//
// GETs that fail for a Temporary reason are tried three times in all, each out of the budget. A
// checkout is tried again only when nothing of it can have left this machine. Redirects are not
// followed.
//
// # What is not said
//
// No error and no log line has the API key, a customer's data, a link's token or Mayar's own words,
// and a Client prints without its key. A checkout link carries the customer's name, e-mail and
// mobile for anybody to read: an ImmutableLink prints, logs and encodes with that part hidden, and
// only its URL method has it, byte for byte as Mayar gave it.
package mayar
