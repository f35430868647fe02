package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	_ "time/tzdata" // zones on machines that have none
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// A subcommand is one thing that the program can do. Its error is printed, and the exit code is 1.
type subcommand struct {
	name, about string
	run         func(ctx context.Context, args []string, stdout, stderr io.Writer) error
}

func subcommands() []subcommand {
	return []subcommand{
		{"run", "connect to Slack and Mayar and answer", runBot},
		{"sandbox", "try it in a browser with no account: a pretend Slack and Mayar around the real bot " +
			"[--listen HOST:PORT] [--org-wide]", runSandbox},
		{"doctor", "check tokens, scopes, Mayar, the database, and say what to mend", runDoctor},
		{"migrate", "copy everything that is kept to another database: --from sqlite:PATH --to postgres://…",
			runMigrate},
		{"backup", "copy the SQLite file to a new FILE, also while mayarbot runs", runBackup},
		{"forget", "delete what people noted and did about one customer: EMAIL, PHONE or CUSTOMER-ID", runForget},
		{"healthcheck", "ask the running mayarbot's /readyz: exit code 0 while people can be served", runHealthcheck},
		{"manifest", "print the Slack app manifest to paste", printManifest},
		{"version", "print the version", printVersion},
		{"help", "print this and the table of variables", printHelp},
	}
}

// run is main for tests: it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	name, rest := "help", args
	if len(args) > 0 {
		name, rest = args[0], args[1:]
	}
	switch name {
	case "-h", "-help", "--help":
		name = "help"
	case "-v", "-version", "--version":
		name = "version"
	}
	sub, known := findSubcommand(name)
	if !known {
		fmt.Fprintf(stderr, "mayarbot: %s; mayarbot help lists what there is\n", noSuchSubcommand(name))
		return 2
	}
	if asksForHelp(rest) {
		fmt.Fprintf(stdout, "mayarbot %s: %s\n", sub.name, sub.about)
		fmt.Fprintln(stdout, "It is configured by the environment; mayarbot help lists the variables.")
		return 0
	}
	if err := sub.run(ctx, rest, stdout, stderr); err != nil {
		fmt.Fprintf(stderr, "mayarbot: %v\n", err)
		return 1
	}
	return 0
}

func findSubcommand(name string) (sub subcommand, known bool) {
	all := subcommands()
	i := slices.IndexFunc(all, func(sub subcommand) bool { return sub.name == name })
	if i < 0 {
		return subcommand{}, false
	}
	return all[i], true
}

// noSuchSubcommand does not repeat the word, because it may be a token or a database's URL.
func noSuchSubcommand(word string) string {
	var names []string
	for _, sub := range subcommands() {
		names = append(names, sub.name)
	}
	if near := nearest(word, names); near != "" {
		return "there is no such command; did you mean mayarbot " + near + "?"
	}
	return "there is no such command"
}

func asksForHelp(args []string) bool {
	return len(args) > 0 && slices.Contains([]string{"-h", "-help", "--help", "help"}, args[0])
}

func printHelp(_ context.Context, _ []string, stdout, _ io.Writer) error {
	fmt.Fprint(stdout, "mayarbot brings Mayar's unpaid transactions and checkout links into Slack.\n\n")
	for _, sub := range subcommands() {
		fmt.Fprintf(stdout, "  mayarbot %-11s %s\n", sub.name, sub.about)
	}
	fmt.Fprint(stdout,
		"\nIt is configured by the environment, or by a file .env in the current folder or beside the program:\n\n")
	return printVariables(stdout)
}

// noArguments does not repeat the arguments, because one may be a token or a database's URL.
func noArguments(args []string) error {
	if len(args) > 0 {
		return errors.New("no argument is expected here; everything is set by the environment, see mayarbot help")
	}
	return nil
}
