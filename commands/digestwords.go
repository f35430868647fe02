package commands

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// A digestVerb is what /digest is to do.
type digestVerb string

const (
	digestCreate  digestVerb = "create"
	digestNew     digestVerb = "new"
	digestList    digestVerb = "list"
	digestListAll digestVerb = "list all"
	digestHelp    digestVerb = "help"
	digestEdit    digestVerb = "edit"
	digestPause   digestVerb = "pause"
	digestResume  digestVerb = "resume"
	digestDelete  digestVerb = "delete"
	digestTest    digestVerb = "test"
	digestNow     digestVerb = "now"
)

// digestVerbs are the words that a request may begin with. One that begins with another word says when a digest is to come.
var digestVerbs = map[string]digestVerb{
	"new": digestNew, "baru": digestNew,
	"list": digestList, "daftar": digestList,
	"help": digestHelp, "bantuan": digestHelp,
	"edit": digestEdit, "ubah": digestEdit,
	"pause": digestPause, "jeda": digestPause,
	"resume": digestResume, "lanjutkan": digestResume,
	"delete": digestDelete, "hapus": digestDelete,
	"test": digestTest, "tes": digestTest,
	"now": digestNow, "sekarang": digestNow,
}

const filterForm = "filter older:7d min:100000"

// exampleID stands in the right forms for the id of a digest.
const exampleID = "k7fq"

// digestForms are the right forms of what does something to one digest.
var digestForms = map[digestVerb]string{
	digestEdit:   "edit " + exampleID,
	digestPause:  "pause " + exampleID + " 3d",
	digestResume: "resume " + exampleID,
	digestDelete: "delete " + exampleID,
	digestTest:   "test " + exampleID,
	digestNow:    "now " + exampleID,
}

// isDigestWord reports whether a word is one of /digest's own, which may be read in the record: a verb, a day, a time, a zone, how long a pause lasts, or a
// field of cron.
func isDigestWord(word string) bool {
	lower := strings.ToLower(word)
	if _, verb := digestVerbs[lower]; verb || slices.Contains([]string{"all", "semua", "filter", "cron"}, lower) {
		return true
	}
	if pauseDuration.MatchString(lower) || cronField.MatchString(lower) {
		return true
	}
	const some = "00:01 "
	_, _, err := digest.ParseSchedule(some + word)
	return err == nil
}

// digestWords are the words behind /digest.
type digestWords struct {
	do       digestVerb
	verb     string        // as it was typed, where it is about one digest
	id       string        // empty: the channel's only one
	pause    time.Duration // 0: until somebody resumes it
	schedule digest.Schedule
	zone     string // IANA; empty: none was named
	filter   string
}

var (
	digestID      = regexp.MustCompile(`^[a-z0-9]{3,16}$`)
	pauseDuration = regexp.MustCompile(`^(\d{1,4})([hdw])$`)
	cronField     = regexp.MustCompile(`^[\d*/,-]{1,7}$`)
	filterWord    = regexp.MustCompile(`(?i)(?:^|\s)filter(?:\s|:|$)`)
)

// A wordError is a word after one that is known, which is not understood there.
type wordError struct{ word, form string }

func (e *wordError) Error() string {
	return fmt.Sprintf("%q is not understood, the right form is %s", e.word, e.form)
}

// parseDigest reads the words. Its errors are *wordError and, of a schedule, *digest.WordError.
func parseDigest(text string) (digestWords, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return digestWords{do: digestList}, nil
	}
	verb, ok := digestVerbs[strings.ToLower(words[0])]
	if !ok {
		return parseNewDigest(text)
	}
	rest := words[1:]
	switch verb {
	case digestList:
		if len(rest) > 0 && (strings.EqualFold(rest[0], "all") || strings.EqualFold(rest[0], "semua")) {
			return digestWords{do: digestListAll}, noMore(rest[1:], "list all")
		}
		return digestWords{do: digestList}, noMore(rest, "list all")
	case digestNew, digestHelp:
		return digestWords{do: verb}, noMore(rest, string(verb))
	}
	return parseOneDigest(verb, words[0], rest)
}

// parseOneDigest reads what is said of one digest: its id, and for how long it is to pause.
func parseOneDigest(verb digestVerb, typed string, rest []string) (digestWords, error) {
	words := digestWords{do: verb, verb: strings.ToLower(typed)}
	form := digestForms[verb]
	if verb == digestPause && len(rest) > 0 {
		if d, ok := parsePause(rest[len(rest)-1]); ok {
			words.pause, rest = d, rest[:len(rest)-1]
		}
	}
	if len(rest) > 0 {
		words.id, rest = strings.ToLower(rest[0]), rest[1:]
		if !digestID.MatchString(words.id) {
			return digestWords{}, &wordError{words.id, form}
		}
	}
	if verb == digestDelete && words.id == "" {
		return digestWords{}, &wordError{typed, form}
	}
	return words, noMore(rest, form)
}

func noMore(rest []string, form string) error {
	if len(rest) == 0 {
		return nil
	}
	return &wordError{rest[0], form}
}

// parsePause reads 12h, 3d or 2w, up to a year.
func parsePause(word string) (time.Duration, bool) {
	m := pauseDuration.FindStringSubmatch(strings.ToLower(word))
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	unit := map[string]time.Duration{"h": time.Hour, "d": day, "w": 7 * day}[m[2]]
	d := time.Duration(n) * unit
	return d, err == nil && d > 0 && d <= 366*day
}

const day = 24 * time.Hour

// pauseUntil is when the pause that was asked for ends.
func (w digestWords) pauseUntil(now time.Time) time.Time {
	if w.pause == 0 {
		return digest.Indefinitely
	}
	return now.Add(w.pause)
}

// parseNewDigest reads when a digest is to come and, after the word filter, what it is about. The filter's own words are left for whoever knows them.
func parseNewDigest(text string) (digestWords, error) {
	words := digestWords{do: digestCreate}
	if at := filterWord.FindStringIndex(text); at != nil {
		words.filter = strings.Join(strings.Fields(text[at[1]:]), " ")
		if words.filter == "" {
			return digestWords{}, &wordError{"filter", filterForm}
		}
		text = strings.TrimSpace(text[:at[0]])
	}
	if text == "" {
		words.do = digestNew // a filter alone: the form asks for the rest
		return words, nil
	}
	var err error
	words.schedule, words.zone, err = digest.ParseSchedule(text)
	return words, err
}
