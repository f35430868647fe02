package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	_ "time/tzdata" // zones on machines that have none
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// A subcommand is one thing the program can do. Its error ends the program with exit code 1 and is all that is printed of it.
type subcommand struct {
	name, about string
	run         func(ctx context.Context, args []string, stdout, stderr io.Writer) error
}

func subcommands() []subcommand {
	return []subcommand{
		{"run", "connect to Slack and Mayar and answer", runBot},
		{"sandbox", "try it in a browser with no account: a pretend Slack and Mayar around the real bot", runSandbox},
		{"doctor", "check tokens, scopes, Mayar, the database, and say what to mend", runDoctor},
		{"migrate", "copy everything that is kept to another database: --from sqlite:PATH --to postgres://…", runMigrate},
		{"manifest", "print the Slack app manifest to paste", printManifest},
		{"help", "print this and the table of variables", printHelp},
	}
}

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	name, rest := "help", args
	if len(args) > 0 {
		name, rest = args[0], args[1:]
	}
	if name == "-h" || name == "--help" {
		name = "help"
	}
	for _, sub := range subcommands() {
		if sub.name != name {
			continue
		}
		if err := sub.run(ctx, rest, stdout, stderr); err != nil {
			fmt.Fprintf(stderr, "mayarbot: %v\n", err)
			return 1
		}
		return 0
	}
	fmt.Fprintf(stderr, "mayarbot: there is no %q; mayarbot help lists what there is\n", name)
	return 2
}

func printHelp(_ context.Context, _ []string, stdout, _ io.Writer) error {
	fmt.Fprint(stdout, "mayarbot brings Mayar's unpaid transactions and checkout links into Slack.\n\n")
	for _, sub := range subcommands() {
		fmt.Fprintf(stdout, "  mayarbot %-9s %s\n", sub.name, sub.about)
	}
	fmt.Fprint(stdout, "\nIt is configured by the environment:\n\n")
	return printVariables(stdout)
}

func noArguments(args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%q is not expected here; everything is set by the environment, see mayarbot help", args[0])
	}
	return nil
}
