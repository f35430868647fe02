package bot

import (
	"context"
	"strings"
	"testing"
)

func TestRegistryIsChecked(t *testing.T) {
	t.Parallel()
	run := func(context.Context, *Request, Responder) error { return nil }
	listen := func(context.Context, Event) (bool, error) { return false, nil }
	help := Command{Name: "help", Run: run}
	titled := func(title string) AnyForm {
		return Form[bool]{
			Title: title,
			Parse: func(*Request) (bool, map[string]string) { return true, nil },
			Run:   func(context.Context, bool, *Request, Responder) error { return nil },
		}
	}
	forms := map[string]AnyForm{"x": titled("Title")}
	for name, test := range map[string]struct {
		commands []Command
		want     string // in the error
	}{
		"fine": {[]Command{help,
			{Name: "unpaid", Run: run, Clicks: map[string]Handler{"a": run}, Forms: forms}}, ""},
		"no default":   {[]Command{{Name: "unpaid", Run: run}}, `"help"`},
		"twice":        {[]Command{help, help}, "two commands are called help"},
		"root":         {[]Command{help, {Name: "mayar", Run: run}}, "two commands are called mayar"},
		"no name":      {[]Command{help, {Name: "Un Paid", Run: run}}, "no name for a command"},
		"only listens": {[]Command{help, {Name: "home", Events: map[string]Listener{EventJoined: listen}}}, ""},
		"an event that nobody reports": {[]Command{help, {Name: "home", Events: map[string]Listener{"x": listen}}},
			`home listens to "x"`},
		"nothing to do": {[]Command{help, {Name: "unpaid"}}, "does nothing"},
		"click of two commands": {[]Command{help, {Name: "a", Run: run, Clicks: map[string]Handler{"x": run}},
			{Name: "b", Run: run, Clicks: map[string]Handler{"x": run}}}, "click x of b"},
		"form of two commands": {[]Command{help, {Name: "a", Run: run, Forms: forms},
			{Name: "b", Run: run, Forms: forms}}, "form x of b"},
		"menu without a handler": {[]Command{help, {Name: "a", Run: run, Menus: map[string]OptionsHandler{"x": nil}}},
			"menu x of a"},
		"form without title": {[]Command{help, {Name: "a", Run: run, Forms: map[string]AnyForm{"x": titled("")}}},
			"title of form x"},
		"form with a long title": {[]Command{help,
			{Name: "a", Run: run, Forms: map[string]AnyForm{"x": titled(strings.Repeat("é", 25))}}}, "not 25"},
		"form without a handler": {[]Command{help, {Name: "a", Run: run, Forms: map[string]AnyForm{"x": Form[bool]{}}}},
			"form x of a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newRouter("mayar", "help", test.commands)
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q in it", err, test.want)
			}
		})
	}
}

// Help shows commands as a whole, and some users paste them as a whole behind one.
func TestCommandCopiedBehindItself(t *testing.T) {
	t.Parallel()
	run := func(context.Context, *Request, Responder) error { return nil }
	r, err := newRouter("mayar", "help", []Command{{Name: "help", Run: run}, {Name: "unpaid", Run: run}})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"/unpaid older:7d": "older:7d", "/unpaid": "", "/Unpaid-dev  ani ": "ani", "/mayar unpaid older:7d": "older:7d",
		"/mayar-dev unpaid": "", "unpaid": "unpaid", "/help": "/help", "/unpaidx": "/unpaidx", "/mayar": "/mayar",
		"/mayar help": "/mayar help", "": "", " ani ": "ani",
	} {
		for _, slash := range []string{"/unpaid", "/unpaid-dev"} {
			if c, rest, _ := r.command(slash, text); c == nil || rest != want {
				t.Errorf("%s %q: got %q, want %q", slash, text, rest, want)
			}
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	r := &router{commands: map[string]*Command{"unpaid": {}, "checkout": {}, "help": {}, "status": {}}}
	for word, want := range map[string]string{
		"unpiad": "unpaid", "umpaid": "unpaid", "chekout": "checkout", "halp": "help", "hep": "help", "stats": "status",
		"x": "", "hi": "", "paid": "unpaid", "tagihan": "", "": "", strings.Repeat("x", 100): "",
	} {
		if got := r.nearest(word); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
