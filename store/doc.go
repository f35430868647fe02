// Package store opens the one database for everything durable, SQLite or Postgres, and migrates it.
//
// # Opening
//
//	db, err := store.Open(ctx, "sqlite:mayarbot.db")
//	db, err := store.Open(ctx, "postgres://mayarbot@db.example.com/mayarbot")
//
// SQLite is for one process with a file of its own. Only the owner can read the file and the two
// that SQLite keeps beside it (mode 0600). Postgres is for several replicas, which share everything
// through it. Behind PgBouncer it needs session pooling, because the locks below belong to
// sessions.
//
// Open runs the pending migrations, forward only. They are in migrations/, one folder for both
// engines. Several processes can start at once on an empty database. A database that a newer
// version of the program has migrated is rejected.
//
// # Writing queries
//
// Queries are plain SQL through database/sql, in the common part of both engines' SQL: $1
// placeholders, TEXT and BIGINT columns, times as unix milliseconds. [DB.Writer] is for all writes,
// [DB.Reader] for queries that only read. On SQLite they are two pools, so that a writer never
// blocks a reader; on Postgres they are the same. The SQLite writer is a single connection, whose
// transactions take the write lock when they begin: close rows before the next statement, and never
// use the pool while a transaction is open.
//
// [DB.ReadRow] is for the few queries that each request needs: it prepares them once. It and
// [DB.Retry] read again on a new connection when Postgres ended the one in use, or the schema has
// changed.
//
// # Locks
//
// [DB.TryLock] gives a named lock to one holder at a time, across the process and, on Postgres,
// across all replicas.
//
// # Replicas
//
// Replicas also share [Budget], the state of the request budget for Mayar, which on SQLite survives
// a restart. It uses the database's clock, and [Clock] offers that to everything else.
//
// # Moving
//
// [Copy] copies everything durable from one database to another, SQLite or Postgres, and compares
// rows and sums before it commits. transfer.go names the tables that are copied and those that are
// not; a new one belongs to either.
//
// # Audit and retention
//
// [Audit] stores what people did. [DB.Purge] deletes what is older than the retention: audit
// records, transactions that are no longer unpaid, and what people did about these.
package store
