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
	"github.com/mayarbot/mayarbot/workdays"
)

// checkFor bounds each check of the doctor.
const checkFor = 15 * time.Second

// runDoctor is `mayarbot doctor`: one line for each check, with the fix when it fails. It changes
// nothing, except that it migrates an existing database.
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
	d.checkCalendar(cfg, time.Now())
	return d.verdict()
}

// A doctor prints what it finds and counts what is wrong.
type doctor struct {
	out       io.Writer
	malformed []malformed
	failed    int
}

func (d *doctor) ok(what, found string) { d.line("ok", what, found) }

// note reports something that works but may surprise.
func (d *doctor) note(what, found string) { d.line("note", what, found) }

// fail reports what is wrong and how to mend it, in one sentence.
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

// can reports whether a check is possible, which needs its variables to be well formed.
func (d *doctor) can(what string, needed ...string) bool {
	for _, m := range d.malformed {
		if slices.Contains(needed, m.name) {
			d.note(what, "not checked: mend "+m.name+" first")
			return false
		}
	}
	return true
}

// checkDatabase returns the database, or nil if it does not open. It does not create a missing
// file, but tries one in a temporary folder beside it, which remove removes.
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

// checkCalendar warns of holidays that the program does not know.
func (d *doctor) checkCalendar(cfg config, now time.Time) {
	const what = "working days"
	if !d.can(what, "MAYARBOT_TIMEZONE", "MAYARBOT_WORKDAYS", "MAYARBOT_JOINT_LEAVE", "MAYARBOT_HOLIDAYS",
		"MAYARBOT_QUIET") {
		return
	}
	calendar, today := cfg.calendar(), workdays.DateOf(now.In(cfg.Timezone.Location))
	for _, day := range calendar.Changes.Idle() {
		d.note(what, fmt.Sprintf("MAYARBOT_HOLIDAYS strikes %s, which is no holiday", day))
	}
	if year := calendar.MissingDecree(today); year != 0 {
		d.note(what, fmt.Sprintf("the holidays of %d are not known, so only its weekends count: "+
			"take a newer mayarbot, or list them in MAYARBOT_HOLIDAYS", year))
		return
	}
	d.ok(what, fmt.Sprintf("%s with holidays by decree; next working day %s; quiet hours %s",
		cfg.Workdays, calendar.Next(today), cfg.Quiet))
}
