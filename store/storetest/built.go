//go:build pgxpool

package storetest

const withPostgres = true
