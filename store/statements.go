package store

import (
	"context"
	"database/sql/driver"
)

// mostStatements is how many prepared statements a connection to SQLite keeps, a few kilobytes each.
const mostStatements = 64

// A keeper makes connections to SQLite keep what they have prepared: to read a query often costs SQLite more than to answer it. On Postgres pgx does
// the same.
type keeper struct{ driver.Connector }

func (k keeper) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &keepingConn{sqliteConn: conn.(sqliteConn), idle: map[string]*keptStmt{}}, nil
}

// sqliteConn is what database/sql may ask of a connection to SQLite, without the shortcuts around Prepare.
type sqliteConn interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.SessionResetter
	driver.Validator
	driver.Pinger
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type keepingConn struct {
	sqliteConn
	idle map[string]*keptStmt // by query; one that is in use is not among them
}

func (c *keepingConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if kept := c.idle[query]; kept != nil {
		delete(c.idle, query)
		return kept, nil
	}
	stmt, err := c.sqliteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &keptStmt{stmt.(sqliteStmt), c, query}, nil
}

// Close closes the statements first: SQLite keeps a database open for as long as it has any.
func (c *keepingConn) Close() error {
	for query := range c.idle {
		c.drop(query)
	}
	return c.sqliteConn.Close()
}

func (c *keepingConn) drop(query string) {
	_ = c.idle[query].sqliteStmt.Close() // it says again how its last run failed
	delete(c.idle, query)
}

type keptStmt struct {
	sqliteStmt
	conn  *keepingConn
	query string
}

// Close puts the statement by for the next time, in the place of another one where there are too many.
func (s *keptStmt) Close() error {
	idle := s.conn.idle
	if idle[s.query] != nil { // two were in use at once
		return s.sqliteStmt.Close()
	}
	if len(idle) == mostStatements {
		for query := range idle {
			s.conn.drop(query)
			break
		}
	}
	idle[s.query] = s
	return nil
}
