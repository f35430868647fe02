package digests

import (
	"cmp"
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

// digestVerbs are the words that a request may begin with. One that begins with another word says
// when a digest is to come.
var digestVerbs = verbsOf(map[digestVerb]string{
	digestNew:    "new baru add create make buat tambah",
	digestList:   "list daftar status show lihat",
	digestHelp:   "help bantuan ?",
	digestEdit:   "edit ubah change update settings pengaturan atur ganti",
	digestPause:  "pause jeda snooze mute tunda",
	digestResume: "resume lanjutkan lanjut unpause continue start mulai aktifkan",
	digestDelete: "delete hapus remove stop cancel batal batalkan hentikan berhenti unsubscribe",
	digestTest:   "test tes preview coba",
	digestNow:    "now sekarang send post kirim",
})

func verbsOf(words map[digestVerb]string) map[string]digestVerb {
	verbs := map[string]digestVerb{}
	for verb, list := range words {
		for _, word := range strings.Fields(list) {
			verbs[word] = verb
		}
	}
	return verbs
}

// What else can be said of a new digest than when it comes.
var (
	quietWords  = []string{"quiet", "silent", "diam", "senyap"}
	fullWords   = []string{"full", "detailed", "lengkap"}
	fillerWords = []string{"digest", "the", "id", "for", "selama"}
)

const filterForm = "filter older:7d min:100000"

// idPlaceholder stands in right forms for the id of a digest, where none was typed.
const idPlaceholder = "ID"

// exampleOf is how to do something to one digest, in the word that was typed.
func exampleOf(verb digestVerb, typed, id string) string {
	form := typed + " " + cmp.Or(id, idPlaceholder)
	if verb == digestPause {
		form += " 3d"
	}
	return form
}

// isDigestWord reports whether a word is one of /digest's own, which may be read in the record: a
// verb, a day, a time, a zone, how long a pause lasts, or a field of cron.
func isDigestWord(word string) bool {
	lower := strings.ToLower(word)
	if _, verb := digestVerbs[lower]; verb || slices.Contains([]string{"all", "semua", "filter", "cron"}, lower) {
		return true
	}
	for _, known := range [][]string{quietWords, fullWords, fillerWords} {
		if slices.Contains(known, lower) {
			return true
		}
	}
	_, pause := parsePause([]string{lower})
	if _, unit := pauseUnits[lower]; pause || unit || cronField.MatchString(lower) {
		return true
	}
	return digest.IsWord(word)
}

// digestArgs are the words behind /digest.
type digestArgs struct {
	do       digestVerb
	verb     string        // as it was typed, where it is about one digest
	id       string        // empty: the channel's only one
	pause    time.Duration // 0: until somebody resumes it
	schedule digest.Schedule
	zone     string // IANA; empty: none was named
	filter   string
	quiet    bool
	full     bool
}

var (
	digestID   = regexp.MustCompile(`^[a-z0-9]{3,16}$`)
	cronField  = regexp.MustCompile(`^[\d*/,-]{1,7}$`)
	filterWord = regexp.MustCompile(
		`(?i)(?:^|[\s,;|("-]+)(?:(?:with|dengan|pakai) )?(?:filters?|saring|saringan|penyaring)(?:[\s:=]+|$)`,
	)
)

// A argError is a word after one that is known, which is not understood there.
type argError struct{ word, form string }

func (e *argError) Error() string {
	return fmt.Sprintf("%q is not understood, the right form is %s", e.word, e.form)
}

// with is what was typed, with the id of a digest.
func (w digestArgs) with(id string) string {
	text := w.verb + " " + id
	if w.pause > 0 {
		unit, name := time.Hour, "h"
		if w.pause%day == 0 {
			unit, name = day, "d"
		}
		text += " " + strconv.Itoa(int(w.pause/unit)) + name
	}
	return text
}

// parseDigest reads the words. Its errors are *wordError, *filterHint, errLongPause and, of a
// schedule, *digest.WordError.
func parseDigest(text string) (digestArgs, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return digestArgs{do: digestList}, nil
	}
	verb, ok := digestVerbs[strings.ToLower(words[0])]
	if len(words) > 1 && strings.EqualFold(words[0], "digest") {
		return parseDigest(strings.Join(words[1:], " ")) // copied as a whole
	}
	if !ok {
		return parseNewDigest(text)
	}
	rest := words[1:]
	switch verb {
	case digestList:
		if len(rest) > 0 && (strings.EqualFold(rest[0], "all") || strings.EqualFold(rest[0], "semua")) {
			return digestArgs{do: digestListAll}, requireEnd(rest[1:], "list all")
		}
		return digestArgs{do: digestList}, requireEnd(rest, "list all")
	case digestHelp:
		return digestArgs{do: verb}, requireEnd(rest, string(verb))
	case digestNew:
		if rest = withoutFillers(rest); len(rest) > 0 {
			return parseNewDigest(strings.Join(rest, " "))
		}
		return digestArgs{do: verb}, nil
	}
	return parseOneDigest(verb, words[0], withoutFillers(rest))
}

func withoutFillers(words []string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return slices.Contains(fillerWords, strings.ToLower(w)) })
}

// parseOneDigest reads what is said of one digest: its id, and for how long it is to pause.
func parseOneDigest(verb digestVerb, typed string, rest []string) (digestArgs, error) {
	words := digestArgs{do: verb, verb: strings.ToLower(typed)}
	if verb == digestPause {
		var err error
		if words.pause, rest, err = takePause(rest); err != nil {
			return digestArgs{}, err
		}
	}
	if len(rest) > 0 {
		id := strings.TrimPrefix(strings.Trim(strings.ToLower(rest[0]), "#.,;!?'\"`()<>"), "id:")
		if !digestID.MatchString(id) {
			return digestArgs{}, &argError{rest[0], exampleOf(verb, words.verb, "")}
		}
		words.id, rest = id, rest[1:]
	}
	return words, requireEnd(rest, exampleOf(verb, words.verb, words.id))
}

func requireEnd(rest []string, form string) error {
	if len(rest) == 0 {
		return nil
	}
	return &argError{rest[0], form}
}

// pauseUntil is when the pause that was asked for ends.
func (w digestArgs) pauseUntil(now time.Time) time.Time {
	if w.pause == 0 {
		return digest.Forever
	}
	return now.Add(w.pause)
}
