// Package receivables mirrors the unpaid transactions of a Mayar account in the database, and answers from there.
//
//	mirror := receivables.New(db, client.Transactions, receivables.Config{})
//	go mirror.Run(ctx)
//	q, err := receivables.ParseQuery("older:7d min:100rb ani", time.Now())
//	view, err := mirror.Look(ctx, q, 1)
//
// # What the mirror holds
//
// Each transaction that Mayar lists as unpaid, with when the mirror first and last saw it. A transaction is open as long as Mayar lists it. Mayar's
// list may have two statuses: active, and expired for what can no longer be paid. The mirror keeps both, but a [Query] is about the active ones unless
// it says otherwise (status:expired, status:all; status:paid for what has gone because it was paid), because these are what a merchant can still be paid for. The sums of a [View] are of what its query
// finds. Where Mayar gives no status, a transaction counts as active.
//
// Where Mayar no longer lists what has expired, the mirror knows it as gone, and [Mirror.Look] finds it among the expired for as long as it is kept.
// Of what expired before the mirror began, the first sweep takes in a page, the latest. [Mirror.Compare] finds none of this: to it, what has gone is a
// change. V1 tells nobody what has expired.
//
// Amounts are whole rupiah, up to a trillion. What Mayar gives no such amount for has none: it is counted, and is in no sum. What has a negative amount
// is no receivable, and no query finds it. Times are kept to the millisecond.
//
// # What is looked for
//
// The words of a query are found anywhere in the customer's name, e-mail or the product's name, and a phone number in every spelling. Look shows first what
// has them as words, then what has words that begin so. The sums are of all that is found.
//
// # How it is kept up to date
//
// Mayar allows 20 requests a minute, and a request reads at most 50 transactions. So [Mirror.Refresh] reads the newest pages only, until one holds
// nothing new, and the latest payments, which close what they are for. What else vanishes shows in a sweep, which reads the whole list: Refresh does
// one where the list is short, [Mirror.Run] does them on a schedule that leaves people three quarters of the requests, and [Mirror.Sweep] does one now,
// for what needs exact totals, as digests do.
//
// What a sweep does not see has vanished. The latest payments tell what became of it, then the newest of what has expired, then Mayar itself, one by
// one: five requests a sweep in all. What Mayar calls unpaid stays open. What nothing is told of is gone with an unknown outcome, which later sweeps
// ask for again, up to five times within a week; but a transaction that may have slipped between two pages is only gone once two sweeps in a row have
// missed it. That cannot be when the list stood still while it was read from the top (V1), nor away from the edges of pages that begin at a time (V2).
// Should Mayar list it once more, it is open again, unless it was paid minutes ago. A sweep that fails on its way changes nothing but what it saw.
//
// One sync runs at a time, in the process and, on Postgres, across replicas. Whoever asks for one meanwhile gets the one that runs.
//
// # Changes
//
// [Mirror.Compare] tells what is open and what changed since an earlier comparison. It is exact: what was open, plus what came, minus what went, is what
// is open. Moments are those of the mirror's own clock, which each write puts forward, so that nothing falls between two comparisons however the clocks
// of replicas differ, and the past never changes, but for outcomes that were unknown: those are told once they are known, beside what adds up.
//
// With a filter by age, what happened is told of what the filter found at any time since the earlier comparison, until it happened: what was on the last
// list is told as paid, however old it was by then. What else the passing of time makes of the list is a count of its own.
//
// # Speed
//
// The sums of all that is active are kept in the same database transactions that change it: totals, a row for each customer and product, and a row
// for each hour of creation. So the view without filters costs the same for ten transactions as for a hundred thousand. Filters go through the open
// transactions.
package receivables
