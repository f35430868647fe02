// Package workdays is the working calendar of Indonesia: which days people work, by the joint
// decree of three ministers (SKB) for each year, and at which hours they may be written to. It does
// no I/O and knows no database.
//
// A decree names national holidays and days of joint leave. Employers may let people work on joint
// leave, so a [Calendar] may count it as work. A year without a decree has weekends only:
// [Calendar.MissingDecree] says so. Decrees change in the middle of a year, so a calendar takes
// changes: see [ParseChanges].
package workdays
