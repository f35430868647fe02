package digests

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

func TestParseArgs(t *testing.T) {
	t.Parallel()
	nine := []digest.TimeOfDay{9 * 60}
	workdays := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	for text, want := range map[string]args{
		"":           {do: actionList},
		"list":       {do: actionList},
		"List ALL":   {do: actionListAll},
		"daftar":     {do: actionList},
		"help":       {do: actionHelp},
		"new":        {do: actionNew},
		"edit k7fq":  {do: actionEdit, typed: "edit", id: "k7fq"},
		"edit":       {do: actionEdit, typed: "edit"},
		"Edit K7FQ":  {do: actionEdit, typed: "edit", id: "k7fq"},
		"test":       {do: actionTest, typed: "test"},
		"tes k7fq":   {do: actionTest, typed: "tes", id: "k7fq"},
		"now k7fq":   {do: actionNow, typed: "now", id: "k7fq"},
		"now":        {do: actionNow, typed: "now"},
		"pause":      {do: actionPause, typed: "pause"},
		"pause k7fq": {do: actionPause, typed: "pause", id: "k7fq"},

		"pause k7fq, 3d":             {do: actionPause, typed: "pause", id: "k7fq", pause: 3 * day},
		"pause id:k7fq 3d":           {do: actionPause, typed: "pause", id: "k7fq", pause: 3 * day},
		"now (K7FQ).":                {do: actionNow, typed: "now", id: "k7fq"},
		"pause k7fq 3d":              {do: actionPause, typed: "pause", id: "k7fq", pause: 3 * day},
		"pause 3d":                   {do: actionPause, typed: "pause", pause: 3 * day},
		"pause k7fq 12h":             {do: actionPause, typed: "pause", id: "k7fq", pause: 12 * time.Hour},
		"jeda k7fq 2W":               {do: actionPause, typed: "jeda", id: "k7fq", pause: 14 * day},
		"pause 365d 3d":              {do: actionPause, typed: "pause", id: "365d", pause: 3 * day},
		"resume k7fq":                {do: actionResume, typed: "resume", id: "k7fq"},
		"pause k7fq 3 days":          {do: actionPause, typed: "pause", id: "k7fq", pause: 3 * day},
		"pause k7fq for 3 days":      {do: actionPause, typed: "pause", id: "k7fq", pause: 3 * day},
		"jeda k7fq 3 hari":           {do: actionPause, typed: "jeda", id: "k7fq", pause: 3 * day},
		"jeda k7fq selama 3hari":     {do: actionPause, typed: "jeda", id: "k7fq", pause: 3 * day},
		"jeda digest #K7FQ 2 minggu": {do: actionPause, typed: "jeda", id: "k7fq", pause: 14 * day},
		"tunda k7fq seminggu":        {do: actionPause, typed: "tunda", id: "k7fq", pause: 7 * day},
		"pause k7fq a week":          {do: actionPause, typed: "pause", id: "k7fq", pause: 7 * day},
		"pause 12 jam":               {do: actionPause, typed: "pause", pause: 12 * time.Hour},
		"pause 3d k7fq":              {do: actionPause, typed: "pause", id: "k7fq", pause: 3 * day},
		"jeda sebulan":               {do: actionPause, typed: "jeda", pause: 30 * day},
		"delete":                     {do: actionDelete, typed: "delete"},
		"stop":                       {do: actionDelete, typed: "stop"},
		"remove k7fq":                {do: actionDelete, typed: "remove", id: "k7fq"},
		"batalkan k7fq":              {do: actionDelete, typed: "batalkan", id: "k7fq"},
		"status":                     {do: actionList},
		"daftar semua":               {do: actionListAll},
		"?":                          {do: actionHelp},
		"start k7fq":                 {do: actionResume, typed: "start", id: "k7fq"},
		"quiet":                      {do: actionNew, quiet: true},
		"older:7d":                   {do: actionNew, filter: "older:7d"},
		"delete k7fq":                {do: actionDelete, typed: "delete", id: "k7fq"},
		"hapus k7fq":                 {do: actionDelete, typed: "hapus", id: "k7fq"},

		"daily 09:00": {do: actionCreate, schedule: digest.Schedule{Times: nine}},
		"09:00":       {do: actionCreate, schedule: digest.Schedule{Times: nine}},
		"weekdays 09:00 Asia/Makassar": {
			do: actionCreate, schedule: digest.Schedule{Days: workdays, Times: nine}, zone: "Asia/Makassar",
		},
		"senin-jumat 9.00 WITA": {
			do: actionCreate, schedule: digest.Schedule{Days: workdays, Times: nine}, zone: "Asia/Makassar",
		},
		"mon,thu 09:00,15:00": {
			do: actionCreate,
			schedule: digest.Schedule{
				Days: []time.Weekday{time.Monday, time.Thursday}, Times: []digest.TimeOfDay{9 * 60, 15 * 60},
			},
		},
		`cron "0 9 1 * *"`: {do: actionCreate, schedule: digest.Schedule{Cron: "0 9 1 * *"}},
		`cron "0 9 1 * *" WIB`: {
			do: actionCreate, schedule: digest.Schedule{Cron: "0 9 1 * *"}, zone: "Asia/Jakarta",
		},
		`9 "filter older:7d"`:      {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		"9 (filter older:7d)":      {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		`9 filter "older:7d"`:      {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		"9 filter 'older:7d'":      {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		"9 saring older:7d":        {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		"9 with filters older:7d":  {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		"9 dengan filter older:7d": {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		"9 | filter=older:7d":      {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		"9 - filter: (older:7d)":   {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		"digest 9 filter older:7d": {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		`9 filter "Toko Ani"`: {
			do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: `"Toko Ani"`,
		},
		`cron "0 9 1 * *" filter ani`: {
			do: actionCreate, schedule: digest.Schedule{Cron: "0 9 1 * *"}, filter: "ani",
		},
		"filter older:7d":             {do: actionNew, filter: "older:7d"},
		"daily 09:00 filter older:7d": {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		"daily 09:00 older:7d":        {do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d"},
		"older:7d daily 9 min: 100000": {
			do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d min: 100000",
		},
		"daily 9 min:100k WIB quiet": {
			do: actionCreate, schedule: digest.Schedule{Times: nine}, zone: "Asia/Jakarta", filter: "min:100k",
			quiet: true,
		},
		`9 type:"payment request" diam`: {
			do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: `type:"payment request"`, quiet: true,
		},
		"lengkap harian 9": {do: actionCreate, schedule: digest.Schedule{Times: nine}, full: true},
		"9 filter older:7d ani quiet": {
			do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d ani", quiet: true,
		},
		"9 filter quiet ani": {
			do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "quiet ani",
		},
		"9 older:7d filter ani": {
			do: actionCreate, schedule: digest.Schedule{Times: nine}, filter: "older:7d ani",
		},
		"new daily 9": {do: actionCreate, schedule: digest.Schedule{Times: nine}},
		`cron "0 9 1 * *" older:7d`: {
			do: actionCreate, schedule: digest.Schedule{Cron: "0 9 1 * *"}, filter: "older:7d",
		},
		"daily 09:00 WIB Filter: a  b ": {
			do: actionCreate, schedule: digest.Schedule{Times: nine}, zone: "Asia/Jakarta", filter: "a b",
		},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, err := parseArgs(text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(args{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryParseErrorHasASentence(t *testing.T) {
	t.Parallel()
	for _, expected := range commandtest.Constants[digest.Expected](t, "../../digest", "Expected") {
		if scheduleProblems[expected].kind == "" {
			t.Errorf("%q has no sentence", expected)
		}
	}
}

func TestParseArgsNamesTheWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"pasue k7fq":           &digest.ParseError{Word: "pasue", Expected: digest.ExpectedSchedule},
		"daily 25":             &digest.ParseError{Word: "25", Expected: digest.ExpectedTime},
		"daily older:7d":       &digest.ParseError{Expected: digest.ExpectedSchedule},
		"daily 09:00 odler:7d": &argError{message.ProblemFilterHint, "odler:7d", "/digest daily 09:00 filter odler:7d"},
		"daily 09:00 ani":      &argError{message.ProblemFilterHint, "ani", "/digest daily 09:00 filter ani"},
		"9 min:1jt Ani Wijaya": &argError{message.ProblemFilterHint, "Ani", "/digest 9 filter min:1jt Ani Wijaya"},
		"ani 09:00":            &digest.ParseError{Word: "ani", Expected: digest.ExpectedSchedule},
		"list every":           notUnderstood("every", "list all"),
		"list all of":          notUnderstood("of", "list all"),
		"new daily":            &digest.ParseError{Expected: digest.ExpectedSchedule},
		"pause k7fq 3y":        notUnderstood("3y", "pause k7fq 3d"),
		"pause k7fq 0d":        notUnderstood("0d", "pause k7fq 3d"),
		"pause k7fq 9999w":     &argError{kind: message.ProblemLongPause},
		"jeda ygqu 3 tahun":    notUnderstood("3", "jeda ygqu 3d"),
		"pause k7_q 3d":        notUnderstood("k7_q", "pause ID 3d"),
		"resume k7fq 3d":       notUnderstood("3d", "resume k7fq"),
		"resume <@U1>":         notUnderstood("<@U1>", "resume ID"),
		"delete k7fq m3xa":     notUnderstood("m3xa", "delete k7fq"),
		"hapus k7fq m3xa":      notUnderstood("m3xa", "hapus k7fq"),
		"daily 09:00 filter":   notUnderstood("filter", filterExample),
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			_, err := parseArgs(text)
			if diff := cmp.Diff(want, err, cmp.AllowUnexported(argError{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOwnWords(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]bool{
		"pause": true, "Jeda": true, "all": true, "filter": true, "cron": true,
		"09:00": true, "9.00,15.00": true, "weekdays": true, "mon,thu": true, "WIB": true, "asia/makassar": true,
		"America/Port_of_Spain": true, "jam": true, "9am": true, "senin": true, "tanggal": true, "quiet": true,
		"hari": true, "remove": true, "3d": true, "3hari": true, "*": true, "*/15": true, "1-5": true,
		"ani": false, "Ani,mon": false, "Siti/Ani": false, "k7fq": false, "0812/3456/7890": false,
	} {
		if got := isOwnWord(word); got != want {
			t.Errorf("isOwnWord(%q) = %v, want %v", word, got, want)
		}
	}
}

// In the example for a filter, ID is what somebody typed. It does not stand for a digest.
func TestExampleOfAFilterStaysAsItWasTyped(t *testing.T) {
	t.Parallel()
	h, _, _ := newHandler(t)
	req := typedRequest(owner, finance, "daily 09:00 IDN Media")
	err, _ := errors.AsType[*usererr.Error](h.run(t.Context(), req, &commandtest.Responder{}))
	const want = "/digest daily 09:00 filter IDN Media"
	if err == nil || err.Kind != message.ProblemFilterHint || err.Example != want {
		t.Errorf("got %+v, want the example %q", err, want)
	}
}
