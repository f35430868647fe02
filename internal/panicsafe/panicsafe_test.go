package panicsafe_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/internal/panicsafe"
)

// Only the kind of a panic is told, whatever its value.
func TestPanicsTellNothingOfCustomers(t *testing.T) {
	t.Parallel()
	const secret = "Ani Wijaya ani@example.com 081234567890"
	var names []string
	for want, f := range map[string]func(){
		"panic: string":              func() { panic(secret) },
		"panic: *errors.errorString": func() { panic(errors.New(secret)) },
		"panic: *fmt.wrapError":      func() { panic(fmt.Errorf("%s: %w", secret, errors.New("x"))) },
		"panic: map[string]string":   func() { panic(map[string]string{"name": secret}) },
		"panic: runtime error: index out of range [3] with length 0": func() { _ = names[3] },
		"panic: interface conversion: interface {} is string, not int": func() {
			var value any = secret
			_ = value.(int)
		},
	} {
		p := panicsafe.Try(f)
		if p == nil || p.Error() != want {
			t.Errorf("%v, want %s", p, want)
			continue
		}
		if strings.Contains(p.Error()+p.Stack, "ani@") || !strings.Contains(p.Stack, "panicsafe_test.go") {
			t.Errorf("%s: the stack is %s", want, p.Stack)
		}
	}
	if p := panicsafe.Try(func() {}); p != nil {
		t.Errorf("no panic: %v", p)
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	failed := errors.New("failed")
	for _, want := range []error{nil, failed} {
		if err := panicsafe.Run(func() error { return want }); err != want {
			t.Errorf("%v, want %v", err, want)
		}
	}
	var p *panicsafe.Panic
	if err := panicsafe.Run(func() error { panic("x") }); !errors.As(err, &p) || err.Error() != "panic: string" {
		t.Errorf("a panic comes back as %v", err)
	}
}
