// Package fakemayar is a pretend Mayar: the part of its HTTP API that mayarbot uses, in V1 and V2,
// over real HTTP, with a generated shop and configurable failures. The sandbox and the tests use it
// in the place of https://api.mayar.id.
//
//	mayar := fakemayar.Start(fakemayar.Options{})
//	defer mayar.Close()
//	// MAYAR_API_URL=mayar.URL(), MAYAR_API_KEY=fakemayar.DefaultKey
//
// # The shop
//
// It has 278 active unpaid transactions, 24 expired ones, 90 paid ones, and 20 products. Five
// products are memberships with two to four tiers, and two are sold by credit. All people are
// invented. Ages run from minutes to 60 days. Some buyers tried several times, and some names try
// to ping, link or format. Some rows have no customer, no link, no amount, or an unusual form (see
// [Options.Seed]: the same seed and clock generate the same shop). Amounts are whole rupiah.
//
// [Server.MarkPaid], [Server.Expire], [Server.CloseTransaction] and [Server.Add] change the shop
// like buyers and the merchant do. When [Options.Now] moves ahead, the rows age, and transactions
// older than 90 days expire.
//
// # Endpoints
//
//	V1   GET /hl/v1/transactions/unpaid?page&pageSize
//	         /transactions, /transactions/daily, /balance
//	         /product?search, /product/type/{type}, /product/{id}
//	         /membership/{productId}
//	V2   GET /hl/v2/transactions/unpaid?limit&startingAfter&status
//	             &customerId&paymentLinkId&startAt&endAt
//	         /transactions, /transactions/{id}, /transactions/daily, /balances
//	         /products?search&type, /products/types/{type}, /products/{id}
//	         /memberships/tiers?productId, /memberships/tiers/{id}?productId
//	         /memberships/{productId}/tiers, /memberships/products/{id}
//	both POST /credit/v1/credit/generate/immutable/checkout
//	          /credit/v2/credit/generate/immutable/checkout
//
// The parameter fields is not supported. Any other path answers 404, including /hl/v2/credit, as
// Mayar did in August 2026.
//
// # Quirks
//
// From the docs:
//   - The HL API calls the text "messages", the credit service "message".
//   - V1 writes the page size as a string on every second page.
//   - V2's cursor is a time in milliseconds, and the last page has one too.
//   - The amount is null in V2's paid history.
//   - Dates of tiers are ISO 8601.
//   - The list with tier prices contains other customers' names.
//   - A missing productId is "Invalid query parameters".
//   - The rejection of a read-only key has no statusCode.
//   - A checkout that repeats the customer and amount within a minute gets a 429 of its own.
//
// Observed in August 2026:
//   - startAt and endAt have no effect in the paid history.
//   - In the paid history a limit of 50 or more returns 43 rows without the newest, and claims to
//     be the last page.
//   - The id of a history row is not the transaction's.
//   - Some writes answer HTTP 200 with the failure in the body (here the validation of /credit/v2).
//
// Unknown, so that a real Mayar may differ: the content of a list without a status
// ([Options.ListExpired]), the body of a rate-limit 429, the answer for an unknown product, and the
// links for sold-out or inactive tiers.
//
// # Failures
//
// [Server.SetFault] makes requests fail in one of the ways of [Kinds]; [Server.Down], [Server.Slow]
// and [Server.RateLimited] are shortcuts. Faults apply before the rate limit, and a failed request
// counts against the limit. [Server.SetVersions] and [Server.SetCreditPaths] disable whole
// versions. [Server.SetCheckoutVariant] changes the format of checkout responses.
// [Server.SetWrongCustomer] and [Server.SetWrongTier] make links that the bot must not show.
//
// # Limit and request log
//
// 20 requests may begin in any 60 seconds. The next one gets 429 and Retry-After in seconds.
// [Server.Requests] and [Server.MostInAnyMinute] return what the server received.
package fakemayar
