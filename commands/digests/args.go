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
	"github.com/mayarbot/mayarbot/message"
)

// An action is what /digest is asked to do.
type action string

const (
	actionCreate  action = "create"
	actionNew     action = "new"
	actionList    action = "list"
	actionListAll action = "list all"
	actionHelp    action = "help"
	actionEdit    action = "edit"
	actionPause   action = "pause"
	actionResume  action = "resume"
	actionDelete  action = "delete"
	actionTest    action = "test"
	actionNow     action = "now"
)

// actions are the words that can come first. Any other first word begins a schedule.
var actions = byWord(map[action]string{
	actionNew:    "new baru add create make buat tambah",
	actionList:   "list daftar status show lihat",
	actionHelp:   "help bantuan ?",
	actionEdit:   "edit ubah change update settings pengaturan atur ganti",
	actionPause:  "pause jeda snooze mute tunda",
	actionResume: "resume lanjutkan lanjut unpause continue start mulai aktifkan",
	actionDelete: "delete hapus remove stop cancel batal batalkan hentikan berhenti unsubscribe",
	actionTest:   "test tes preview coba",
	actionNow:    "now sekarang send post kirim",
})

// byWord turns lists of words around.
func byWord[T comparable](lists map[T]string) map[string]T {
	meanings := map[string]T{}
	for meaning, list := range lists {
		for _, word := range strings.Fields(list) {
			meanings[word] = meaning
		}
	}
	return meanings
}

// Words beside the schedule of a new digest.
var (
	quietWords  = []string{"quiet", "silent", "diam", "senyap"}
	fullWords   = []string{"full", "detailed", "lengkap"}
	fillerWords = []string{"digest", "the", "id", "for", "selama"}
)

const filterExample = "filter older:7d min:100000"

// idPlaceholder stands in examples for an id that was not typed.
const idPlaceholder = "ID"

// exampleOf returns how to do something to one digest, with the word that was typed for it.
func exampleOf(do action, typed, id string) string {
	example := typed + " " + cmp.Or(id, idPlaceholder)
	if do == actionPause {
		example += " 3d"
	}
	return example
}

// isOwnWord reports whether a word is one of /digest's own, so that the record may show it: an
// action, a day, a time, a zone, the length of a pause, or a field of cron.
func isOwnWord(word string) bool {
	lower := strings.ToLower(word)
	if _, known := actions[lower]; known || slices.Contains([]string{"all", "semua", "filter", "cron"}, lower) {
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

// args are what was typed after /digest.
type args struct {
	do       action
	typed    string        // the word for the action, if it is about one digest
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

// An argError is a word that is not understood where it stands.
type argError struct {
	kind    message.ProblemKind
	word    string
	example string
}

func (e *argError) Error() string { return fmt.Sprintf("%s: %q", e.kind, e.word) }

// withID returns what was typed, with the id of a digest.
func (a args) withID(id string) string {
	text := a.typed + " " + id
	if a.pause > 0 {
		unit, name := time.Hour, "h"
		if a.pause%day == 0 {
			unit, name = day, "d"
		}
		text += " " + strconv.Itoa(int(a.pause/unit)) + name
	}
	return text
}

// parseArgs reads what was typed after /digest. Its errors are *argError and, of a schedule,
// *digest.ParseError.
func parseArgs(text string) (args, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return args{do: actionList}, nil
	}
	do, known := actions[strings.ToLower(words[0])]
	if len(words) > 1 && strings.EqualFold(words[0], "digest") {
		return parseArgs(strings.Join(words[1:], " ")) // copied as a whole
	}
	if !known {
		return parseNew(text)
	}
	rest := words[1:]
	switch do {
	case actionList:
		if len(rest) > 0 && (strings.EqualFold(rest[0], "all") || strings.EqualFold(rest[0], "semua")) {
			return args{do: actionListAll}, requireEnd(rest[1:], "list all")
		}
		return args{do: actionList}, requireEnd(rest, "list all")
	case actionHelp:
		return args{do: do}, requireEnd(rest, string(do))
	case actionNew:
		if rest = withoutFillers(rest); len(rest) > 0 {
			return parseNew(strings.Join(rest, " "))
		}
		return args{do: do}, nil
	}
	return parseAboutOne(do, words[0], withoutFillers(rest))
}

func withoutFillers(words []string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return slices.Contains(fillerWords, strings.ToLower(w)) })
}

// parseAboutOne reads the id of the digest that an action is for, and how long a pause lasts.
func parseAboutOne(do action, typed string, rest []string) (args, error) {
	parsed := args{do: do, typed: strings.ToLower(typed)}
	if do == actionPause {
		var err error
		if parsed.pause, rest, err = takePause(rest); err != nil {
			return args{}, err
		}
	}
	if len(rest) > 0 {
		id := strings.TrimPrefix(strings.Trim(strings.ToLower(rest[0]), "#.,;!?'\"`()<>"), "id:")
		if !digestID.MatchString(id) {
			return args{}, notUnderstood(rest[0], exampleOf(do, parsed.typed, ""))
		}
		parsed.id, rest = id, rest[1:]
	}
	return parsed, requireEnd(rest, exampleOf(do, parsed.typed, parsed.id))
}

func requireEnd(rest []string, example string) error {
	if len(rest) == 0 {
		return nil
	}
	return notUnderstood(rest[0], example)
}

func notUnderstood(word, example string) error {
	return &argError{message.ProblemBadSchedule, word, "/digest " + example}
}

// pauseUntil returns when the pause ends.
func (a args) pauseUntil(now time.Time) time.Time {
	if a.pause == 0 {
		return digest.Forever
	}
	return now.Add(a.pause)
}
