package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/mayarbot/mayarbot/store"
)

// runMigrate is `mayarbot migrate --from … --to …`. It copies everything that is kept to another
// database.
func runMigrate(ctx context.Context, args []string, stdout, _ io.Writer) error {
	from, to, err := migrateAddresses(args)
	if err != nil {
		return err
	}
	copied, err := store.Copy(ctx, string(from), string(to))
	if err != nil {
		return fmt.Errorf("nothing was copied: %w", err)
	}
	if err := printCopied(stdout, copied); err != nil {
		return err
	}
	fmt.Fprintln(stdout, "\nThe rows and the sum of each column are the same on both sides. "+
		"Set DATABASE_URL to the target and start mayarbot. The source is as it was.")
	return nil
}

func migrateAddresses(args []string) (from, to databaseURL, err error) {
	const form = "mayarbot migrate --from sqlite:mayarbot.db --to postgres://USER:PASSWORD@HOST/NAME, " +
		"while no mayarbot runs on either"
	flags := flag.NewFlagSet("mayarbot migrate", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // it would print the addresses, and with them a password
	read := func(target *databaseURL) func(string) error {
		return func(value string) error { return target.Decode(value) }
	}
	flags.Func("from", "", read(&from))
	flags.Func("to", "", read(&to))
	if err := flags.Parse(args); err != nil || from == "" || to == "" || flags.NArg() > 0 {
		return "", "", errors.New("it is " + form)
	}
	return from, to, nil
}

func printCopied(w io.Writer, copied []store.CopiedTable) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "TABLE\tROWS\tSUMS")
	for _, c := range copied {
		sums := make([]string, len(c.Sums))
		for i, s := range c.Sums {
			sums[i] = fmt.Sprintf("%s %d", s.Column, s.Total)
		}
		fmt.Fprintf(table, "%s\t%d\t%s\n", c.Table, c.Rows, strings.Join(sums, ", "))
	}
	return table.Flush()
}
