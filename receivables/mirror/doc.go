// Package mirror keeps the unpaid transactions of a Mayar account in the database, and lists them
// from there.
//
//	m := mirror.New(db, client.Transactions, mirror.Config{})
//	go m.Run(ctx)
//	q, err := receivables.ParseQuery("older:7d min:100rb ani", time.Now())
//	page, err := m.List(ctx, q, 1)
//
// # What the mirror holds
//
// The mirror holds each transaction that Mayar lists as unpaid, with the times when it first and
// last saw it. Package receivables says which are open, active and expired. Times are kept to the
// millisecond.
//
// Some accounts do not list expired transactions. The mirror then knows them as closed, and
// [Mirror.List] includes them among the expired ones until the retention deletes them. Of those
// that expired before the mirror began, the first sweep reads the latest page. [Mirror.Compare]
// includes none of these: it reports a closed transaction as a change. V1 has no call for expired
// transactions.
//
// # Cases
//
// A case is one customer and product, what [Mirror.List] shows as one row. Its short id stays the
// same whatever transactions it has, and holds nothing of the customer. [Mirror.Case] and
// [Mirror.OpenCases] read cases. Rows of an earlier version get their ids from the next sweep.
//
// # Search
//
// List shows transactions that have the words of the query as whole words first, then those with
// words that begin with the search word.
//
// # Synchronisation
//
// Mayar allows 20 requests a minute, and a request reads at most 50 transactions. So
// [Mirror.Refresh] reads only the newest pages, until one holds nothing new, and the latest
// payments, which close their transactions. A sweep reads the whole list, and so detects everything
// else that has vanished. Refresh sweeps where the list is short; [Mirror.Run] sweeps on a schedule
// that leaves three quarters of the requests to people; [Mirror.Sweep] sweeps now, for callers that
// need exact totals, such as digests.
//
// A transaction that a sweep does not see has vanished. The sweep finds out why from the latest
// payments, then from the newest expired transactions, then with single lookups: five requests a
// sweep in all. A transaction that Mayar calls unpaid stays open. One without an answer is closed
// with an unknown outcome; later sweeps look it up again, up to five times within a week. A
// transaction that may have slipped between two pages is closed only when two sweeps in a row have
// missed it. That cannot happen when the list stood still while it was read from the top (V1), nor
// away from the edges of pages that begin at a time (V2). A closed transaction that Mayar lists
// again is open again, unless it was paid minutes ago. A sweep that fails keeps what it has saved
// and closes nothing.
//
// One sync runs at a time, in the process and, on Postgres, across replicas. A caller that asks for
// one meanwhile joins it.
//
// # Changes
//
// [Mirror.Compare] returns what is open and what changed since an earlier comparison. It is exact:
// what was open, plus what was added, minus what was closed, is what is open. The mirror has a
// version, a time that each write moves forward, so that no change falls between two comparisons
// however the clocks of replicas differ. The past does not change, except that unknown outcomes
// become known; these are reported once they are known, and are not part of the sum.
//
// With a filter by age, Compare reports a change if the filter matched the transaction at any time
// between the earlier comparison and the change: a transaction of the last list is reported as
// paid, however old it was by then. Aged counts what only the passing of time adds or removes.
//
// # Speed
//
// Each database transaction that changes active transactions also updates their totals: one for
// all, one for each customer and product, and one for each hour of creation. So the list without
// filters costs the same for ten transactions as for a hundred thousand. A list with filters reads
// an index in memory, which takes about 20 MB for a hundred thousand transactions. The first such
// list reads it from the database; the later ones read what has changed since, for an hour.
//
// Pages of active transactions are remembered, a few megabytes of them, until the next version, or
// until a transaction is old enough for the next bucket of the aging. The version is read from the
// database each time. So whatever changes what a page shows must be written with a new version, and
// the index must find it: an insert by its valid_from_ms, an edit by its edited_ms.
package mirror
