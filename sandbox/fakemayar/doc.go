// Package fakemayar is a pretend Mayar: the part of its HTTP API that mayarbot uses, in V1 and V2, over real HTTP, with an invented shop behind
// it and failures on demand. The sandbox and the tests talk to it as they would to https://api.mayar.id.
//
//	mayar := fakemayar.Start(fakemayar.Options{})
//	defer mayar.Close()
//	// MAYAR_API_URL=mayar.URL(), MAYAR_API_KEY=fakemayar.DefaultKey
//
// # The shop
//
// It has 278 active unpaid transactions, 24 expired ones, 90 that were paid, and 20 products, five of them memberships with two to four tiers
// and two of them sold by credit. All people are invented. Ages run from minutes to 60 days; some buyers tried several times; some typed names
// that want to ping, link or format; some rows have no customer, no link, no amount, or a form that the docs leave open (see [Options.Seed]: the
// same seed and clock invent the same shop). Amounts are whole rupiah.
//
// [Server.MarkPaid], [Server.Expire], [Server.CloseTransaction] and [Server.Add] change the shop as buyers and the merchant would. When
// [Options.Now] is moved on, the rows grow older with it, and what is older than 90 days has expired.
//
// # What answers
//
//	V1   GET /hl/v1/transactions/unpaid?page&pageSize, /transactions, /transactions/daily, /balance,
//	         /product?search, /product/type/{type}, /product/{id}, /membership/{productId}
//	V2   GET /hl/v2/transactions/unpaid?limit&startingAfter&status&customerId&paymentLinkId&startAt&endAt,
//	         /transactions, /transactions/{id}, /transactions/daily, /balances,
//	         /products?search&type, /products/types/{type}, /products/{id},
//	         /memberships/tiers?productId, /memberships/tiers/{id}?productId, /memberships/{productId}/tiers, /memberships/products/{id}
//	both POST /credit/v1/credit/generate/immutable/checkout, /credit/v2/credit/generate/immutable/checkout
//
// The parameter fields is not understood. Everything else is 404, /hl/v2/credit included, as it was at Mayar in August 2026.
//
// # Quirks kept
//
// Those of the docs: messages in the HL API and message in the credit service; V1's page size as a string on every second page; V2's cursor is
// a time in milliseconds and stands on the last page too; amount null in V2's paid history; dates of tiers in ISO 8601; other customers' names in
// the list that tells tier prices; a missing productId is "Invalid query parameters"; a read-only key is refused without a statusCode; a
// repeated checkout, of the same customer and amount, within a minute is the other 429.
//
// Those that were observed in August 2026: startAt and endAt do nothing in the paid history, and a limit of 50 and more gives a page of 43 rows
// without the newest that claims to be the last; a history row's id is not the transaction's; some writes answer HTTP 200 with the failure in the
// body (here the validation of /credit/v2).
//
// Where nothing is known, this package has chosen, and a real Mayar may differ: what a list without a status holds ([Options.ListExpired]), the
// body of a rate-limit 429, the answer for an unknown product, and links for tiers that are sold out or inactive.
//
// # Failures
//
// [Server.SetFault] makes requests fail in one of the ways of [Kinds]; [Server.Down], [Server.Slow] and [Server.RateLimited] are the everyday
// ones. A fault is looked for before the rate limit, and a request that fails counts against the limit. [Server.SetVersions] and
// [Server.SetCreditPaths] take whole versions away, [Server.SetCheckoutVariant] changes the form of checkout answers, and
// [Server.SetWrongCustomer] and [Server.SetWrongTier] make links that must not be shown to anybody.
//
// # Limit and journal
//
// 20 requests may begin in any 60 seconds; the next one gets 429 and Retry-After in seconds. [Server.Requests] and [Server.MostInAnyMinute] tell
// what arrived.
package fakemayar
