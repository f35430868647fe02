package store

// LimitAudit is the part of Purge that bounds the audit.
var LimitAudit = (*DB).limitAudit
