package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/store"
)

// checkFor bounds each check of the doctor.
const checkFor = 15 * time.Second

// runDoctor is `mayarbot doctor`: one line a check, with the fix when it fails. It changes nothing,
// but for migrating a database that is there.
func runDoctor(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if err := noArguments(args); err != nil {
		return err
	}
	cfg, file, wrong := readConfig()
	d := &doctor{out: stdout, malformed: wrong}
	d.checkConfiguration(file)
	d.checkSlack(ctx, cfg)
	db, remove := d.checkDatabase(ctx, cfg)
	defer remove()
	d.checkMayar(ctx, cfg, db)
	d.closeDatabase(db)
	d.checkClock(ctx, cfg)
	d.checkZone(cfg)
	return d.verdict()
}

// A doctor prints what it finds and counts what is wrong.
type doctor struct {
	out       io.Writer
	malformed []malformed
	failed    int
}

func (d *doctor) ok(what, found string) { d.line("ok", what, found) }

// note is for what works but may surprise.
func (d *doctor) note(what, found string) { d.line("note", what, found) }

// fail takes what is wrong and the fix, in one sentence.
func (d *doctor) fail(what, wrong string) {
	d.failed++
	d.line("FAIL", what, wrong)
}

func (d *doctor) line(verdict, what, text string) {
	fmt.Fprintf(d.out, "%-5s %-16s %s\n", verdict, what, text)
}

func (d *doctor) verdict() error {
	switch d.failed {
	case 0:
		fmt.Fprintln(d.out, "\nall well: mayarbot run")
		return nil
	case 1:
		return errors.New("one check failed; its line says what to do")
	}
	return fmt.Errorf("%d checks failed; their lines say what to do", d.failed)
}

func (d *doctor) checkConfiguration(file string) {
	if file != "" {
		d.note("configuration", file+" is read for what is not set in the environment")
	}
	for _, m := range d.malformed {
		d.fail("configuration", m.Error())
	}
	if len(d.malformed) == 0 {
		d.ok("configuration", "every variable is well formed")
	}
}

// can tells whether a check can be made: not when one of the variables that it needs is malformed.
func (d *doctor) can(what string, needed ...string) bool {
	for _, m := range d.malformed {
		if slices.Contains(needed, m.name) {
			d.note(what, "not checked: mend "+m.name+" first")
			return false
		}
	}
	return true
}

// checkDatabase returns the database, or nil when there is none that opens. A file that is not
// there yet is not made: one in a folder that is removed at the end stands in for it.
func (d *doctor) checkDatabase(ctx context.Context, cfg config) (db *store.DB, remove func()) {
	remove = func() {}
	if !d.can("database", "DATABASE_URL") {
		return nil, remove
	}
	address, opens := string(cfg.DatabaseURL), "opens and is migrated"
	if path, missing := store.MissingFile(address); missing {
		folder, err := os.MkdirTemp(filepath.Dir(path), ".mayarbot-doctor-")
		if err != nil {
			d.fail("database",
				fmt.Sprintf("DATABASE_URL: the folder of %s does not exist, or this user cannot write there", path))
			return nil, remove
		}
		remove = func() { os.RemoveAll(folder) }
		address = "sqlite:" + filepath.Join(folder, "try.db")
		opens = path + " is not there yet and can be made; mayarbot run makes it"
	}
	ctx, cancel := context.WithTimeout(ctx, checkFor)
	defer cancel()
	db, err := store.Open(ctx, address)
	if err != nil {
		d.fail("database", "DATABASE_URL: "+err.Error())
		return nil, remove
	}
	d.ok("database", fmt.Sprintf("%s %s", db.Engine(), opens))
	if !store.VerifiesServer(address) {
		d.note("database", "the Postgres server is on another machine and is not verified: customers' data and the "+
			"password go there, so add sslmode=verify-full to DATABASE_URL")
	}
	return db, remove
}

func (d *doctor) closeDatabase(db *store.DB) {
	if db == nil {
		return
	}
	if err := db.Close(); err != nil {
		d.fail("database", "closing: "+err.Error())
	}
}

func (d *doctor) checkZone(cfg config) {
	if !d.can("time zone", "MAYARBOT_TIMEZONE") {
		return
	}
	now := time.Now().In(cfg.Timezone.Location)
	d.ok("time zone", fmt.Sprintf("%s, where it is %s", cfg.Timezone, now.Format("Mon 15:04")))
}
