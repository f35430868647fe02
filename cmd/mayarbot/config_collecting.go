package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/workdays"
)

// The types of the working calendar and of reminders; see config_types.go.

type workWeek string

func (w *workWeek) Decode(value string) error {
	return oneOf((*string)(w), value, "mon-fri", "mon-sat")
}

type jointLeave string

func (j *jointLeave) Decode(value string) error { return oneOf((*string)(j), value, "off", "work") }

type dayChanges struct{ workdays.Changes }

func (c *dayChanges) Decode(value string) (err error) {
	c.Changes, err = workdays.ParseChanges(value)
	return err
}

type quietHours struct{ workdays.Quiet }

func (q *quietHours) Decode(value string) (err error) {
	q.Quiet, err = workdays.ParseQuiet(value)
	return err
}

// shopName is what customers call the shop.
type shopName string

func (n *shopName) Decode(value string) error {
	if *n = shopName(strings.TrimSpace(value)); utf8.RuneCountInString(string(*n)) > maxShopName {
		return fmt.Errorf("must have at most %d characters", maxShopName)
	}
	return nil
}

const maxShopName = 40

// chaseGap is how long a customer is left alone after a reminder.
type chaseGap time.Duration

func (g *chaseGap) Decode(value string) error {
	d, err := time.ParseDuration(value)
	if err != nil || d < time.Hour || d > 30*24*time.Hour {
		return errors.New("must be a time from 1h to 720h, as 24h")
	}
	*g = chaseGap(d)
	return nil
}

// textsFile holds the texts of reminders: ours, with those of a file in their place.
type textsFile struct{ own *collecting.Texts }

func (f *textsFile) Decode(path string) error {
	source, err := os.ReadFile(path)
	if err != nil {
		return errors.New("the file cannot be read")
	}
	f.own, err = collecting.OurTexts().With(string(source))
	return err
}

func (f textsFile) texts() *collecting.Texts {
	if f.own == nil {
		return collecting.OurTexts()
	}
	return f.own
}

// rules returns the rules of reminding.
func (s settings) rules() collecting.Rules {
	return collecting.Rules{
		Gap: time.Duration(s.ChaseGap), PerWeek: int(s.ChaseWeek), Calendar: s.calendar(), Quiet: s.Quiet.Quiet,
		Zone: s.Timezone.Location,
	}
}

// calendar returns the working calendar of the settings.
func (s settings) calendar() workdays.Calendar {
	return workdays.Calendar{
		Saturdays:  s.Workdays == "mon-sat",
		JointLeave: s.JointLeave == "work",
		Changes:    s.Holidays.Changes,
	}
}
