// Package panicsafe makes errors of panics. What somebody panics with may hold a customer's name or
// e-mail, as the text of an error that could not be decoded does; so of a panic only its type and
// the place are told.
package panicsafe

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// A Panic is one that was caught.
type Panic struct {
	What  string // "string", "*url.Error", "runtime error: integer divide by zero"
	Stack string
}

// Error tells what kind of panic it was, but not the value.
func (p *Panic) Error() string { return "panic: " + p.What }

// Of describes the value of a panic and where it was caught. The runtime's own errors speak of
// types and sizes only, so they are told whole.
func Of(value any, stack []byte) *Panic {
	what := fmt.Sprintf("%T", value)
	if own, ok := value.(runtime.Error); ok {
		what = own.Error()
	}
	return &Panic{What: what, Stack: string(stack)}
}

// Try calls f, and returns its panic, nil when there was none.
func Try(f func()) (p *Panic) {
	defer func() {
		if value := recover(); value != nil {
			p = Of(value, debug.Stack())
		}
	}()
	f()
	return nil
}

// Run calls f, and returns its error, which is a *Panic when it panicked.
func Run(f func() error) (err error) {
	if p := Try(func() { err = f() }); p != nil {
		return p
	}
	return err
}
