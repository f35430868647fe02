// Package digest posts what is unpaid to channels, on each one's own schedule, exactly once.
package digest
