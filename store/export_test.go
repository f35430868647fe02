package store

// LimitAudit is the part of Purge that bounds the audit.
var LimitAudit = (*DB).limitAudit

// AuditBatch is how many of the waiting records are written at once.
var AuditBatch = auditBatch

// Queue reports whether a batch is being written, and how many records wait behind it.
func (a *Audit) Queue() (writing bool, waiting int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.writing, len(a.waiting)
}
