// Package mayar is a client of Mayar's API, as far as it is about unpaid transactions and checkout links.
package mayar
