// Package receivables has the values of the unpaid transactions of a Mayar account: the [Query]
// that a person types, with its parser, and the [Page] and [Changes] that answer it. It does no
// I/O; package mirror answers queries.
//
//	q, err := receivables.ParseQuery("older:7d min:100rb ani", time.Now())
//
// A transaction is open as long as Mayar lists it as unpaid, and closed afterwards. An open one is
// active, or expired if it can no longer be paid. A [Query] matches active ones unless it has
// another status: status:expired, status:all, or status:paid for those that were closed because
// they were paid. The totals of a [Page] cover what its query matches. A transaction without a
// status counts as active.
//
// Amounts are whole rupiah, up to a trillion. A transaction whose amount is missing or larger has
// none: it is counted and is in no sum. One with a negative amount is no receivable, and no query
// matches it.
//
// The words of a query match anywhere in the name or e-mail of the customer or the name of the
// product, and a phone number matches in every spelling. The totals cover everything that matches.
package receivables
