// Package store opens the one database that everything durable lives in, SQLite or Postgres, and
// brings its tables up to date.
//
// # Opening
//
//	db, err := store.Open(ctx, "sqlite:mayarbot.db")
//	db, err := store.Open(ctx, "postgres://mayarbot@db.example.com/mayarbot")
//
// SQLite is for one process with a file of its own: the file, and the two that SQLite keeps beside
// it, can be read by their owner alone (mode 0600). Postgres is for several replicas, which share
// everything through it. Behind PgBouncer it needs session pooling, because the locks below belong
// to sessions.
//
// Open runs the pending migrations, forward only. They are in migrations/, one folder for both
// engines. Several processes that start at once on an empty database all come up. A database that a
// newer version of the program has migrated is refused.
//
// # Writing queries
//
// Queries are plain SQL through database/sql, in the common part of both engines' SQL: $1
// placeholders, TEXT and BIGINT columns, times as unix milliseconds. [DB.Writer] is for everything
// that writes, [DB.Reader] for everything that only reads: on SQLite they are two pools, so that a
// writer never holds up a reader; on Postgres they are the same. The SQLite writer is a single
// connection, whose transactions take the write lock when they begin: close rows before the next
// statement, and never use the pool while a transaction is open.
//
// # Locks
//
// [DB.TryLock] gives a named lock to one holder at a time, across the process and, on Postgres,
// across all replicas.
//
// # Replicas
//
// [Budget] and [Checkouts] are what replicas share besides: the state of the budget of requests to
// Mayar, and the checkout links of the last minute, sealed. On SQLite the budget outlives a
// restart. Both go by the database's clock, and so does [Clock], for everybody else.
//
// # Moving
//
// [Copy] copies everything that is kept from one database to another, SQLite or Postgres, and
// compares it before it counts. It finds the tables by itself, so a new one is copied too; what
// must stay behind is named in transfer.go.
//
// # Audit and retention
//
// [Audit] keeps a record of everything that people do. [DB.Purge] deletes what is older than the
// retention: audit records, and the transactions that are no longer unpaid.
package store
