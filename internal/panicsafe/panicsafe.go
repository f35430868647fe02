// Package panicsafe turns panics into errors. The value of a panic may contain a customer's name or
// e-mail, for example in the text of a decoding error, so the error has only its type and place.
package panicsafe

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// A Panic is a caught panic.
type Panic struct {
	What  string // "string", "*url.Error", "runtime error: integer divide by zero"
	Stack string
}

// Error returns the kind of the panic, without its value.
func (p *Panic) Error() string { return "panic: " + p.What }

// Of describes the value of a panic and where it was caught. Errors of the runtime contain only
// types and sizes, so their text is kept.
func Of(value any, stack []byte) *Panic {
	what := fmt.Sprintf("%T", value)
	if own, ok := value.(runtime.Error); ok {
		what = own.Error()
	}
	return &Panic{What: what, Stack: string(stack)}
}

// Try calls f and returns its panic, or nil.
func Try(f func()) (p *Panic) {
	defer func() {
		if value := recover(); value != nil {
			p = Of(value, debug.Stack())
		}
	}()
	f()
	return nil
}

// Run calls f and returns its error, which is a *Panic when f panicked.
func Run(f func() error) (err error) {
	if p := Try(func() { err = f() }); p != nil {
		return p
	}
	return err
}
