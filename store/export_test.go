package store

// BoundAudit is what Purge does with more records than MostAudited.
var BoundAudit = (*DB).boundAudit
