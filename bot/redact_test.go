package bot

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

var testRedactor = newRedactor([]string{"name", "nama", "email", "mobile", "customer", "member"})

func TestRedactWords(t *testing.T) {
	t.Parallel()
	known := func(word string) bool {
		return slices.Contains([]string{"UNPAID", "unpaid", "older:7d", "min:100000", "type:invoice", "sort:largest",
			"newer:2d", "status:expired", "max:2.5", "credit:5"}, word)
	}
	for text, want := range map[string]string{
		"": "",
		"older:7d min:100000 type:invoice sort:largest": "older:7d min:100000 type:invoice sort:largest",
		"unpaid older:7d":        "unpaid older:7d",
		"kartika Ångström":       "k*** Å***",
		"sri.rejeki@example.com": "***",
		"<mailto:sri@example.com|sri@example.com> <tel:+6281200001234|0812>": "*** ***",
		"0812-0000-1234 +62 812 0000 1234":                                   "*** ***",
		`name:"Sri Rejeki" email:sri@example.com mobile:081200001234 credit:5`: "name:*** email:*** mobile:*** " +
			"credit:5",
		"name:“Sri Rejeki” Nama:sri customer:c-1 MEMBER:m-2": "name:*** Nama:*** " +
			"customer:*** MEMBER:***",
		`"Sri Rejeki" older:7d`:       "*** older:7d",
		`name:"Sri Rejeki never ends`: "name:***",
		"Ani, Wijaya ani_wijaya (Ani) Ani! Siti/Ani ani2 @ani 王小明 *": "A*** W*** a*** (*** " +
			"A*** S*** a*** @*** 王*** ****",
		"nama=Ani course:Ani whatsapp:0812 type:Ani Ani:***": "n*** c*** w*** t*** A***",
		// An unknown filter may hold a name.
		"type:ani sort:budi older:siti credit:ani":                            "t*** s*** o*** c***",
		"0812/3456/7890 kelas 1234567 kelas 12345678":                         "*** k*** 1234567 k*** ***",
		"https://kelas.example.com/invoices/x?immutable=eyJlbWFpbCI6ImEifQ==": "https://kelas.example.com/***",
		"<https://kelas.example.com/x?immutable=eyJl|Kelas Ani>":              "<*** A***",
		"https://ani@example.com/x HTTPS://ani:1@example.com?x=1":             "https://example.com/*** H***",
		"help UNPAID newer:2d status:expired max:2.5 sort:Ani": "h*** UNPAID newer:2d " +
			"status:expired max:2.5 s***",
		"3f2b8c1e-0000-4000-8000-000000000000 kelas": "3f2b8c1e-0000-4000-8000-000000000000 " +
			"k***",
	} {
		if got := testRedactor.words(text, known); got != want {
			t.Errorf("redactWords(%q) = %q, want %q", text, got, want)
		}
	}
	if got := testRedactor.words(strings.Repeat("é1 ", 4000), known); utf8.RuneCountInString(got) > maxDetail {
		t.Errorf("%d runes are kept", utf8.RuneCountInString(got))
	}
}

// However an e-mail or a phone number is written, it is not in the log.
func TestRedactErrors(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"no customer budi @ gmail.com":             "no customer ***",
		"no customer budi@ gmail.com or a @b.id":   "no customer *** or ***",
		"no customer budi (at) gmail.com":          "no customer ***",
		"no customer budi＠gmail.com":               "no customer ***",
		"no customer édith@pâtisserie.fr 王@例子.中国":  "no customer *** ***",
		"no number 0812x3456x7890":                 "no number ***",
		"no number 0812xx3456xx7890":               "no number ***",
		"no number 812-3456-7890 or 81234567890":   "no number *** or ***",
		"no number +62/812/3456/7890":              "no number ***",
		"no number +62 (0)812_3456_7890":           "no number ***",
		"no number 0812 – 3456 – 7890":             "no number ***",
		"no number ０８１２３４５６７８９０":                   "no number ***",
		"Mayar said 500 after 12 tries in 3.5s":    "Mayar said 500 after 12 tries in 3.5s",
		"3f2b8c1e-0000-4000-8000-000000000000: no": "3f2b8c1e-0000-4000-8000-000000000000: no",
	} {
		if got := testRedactor.text(said); got != want {
			t.Errorf("redact(%q) = %q, want %q", said, got, want)
		}
	}
}

func TestRedactLinksInErrors(t *testing.T) {
	t.Parallel()
	const said = "posting to https://kelas.example.com:8443/x?immutable=eyJl, then <http://example.com/ani|Ani>: closed"
	const want = "posting to https://kelas.example.com:8443/*** then <http://example.com/***|Ani>: closed"
	if got := testRedactor.text(said); got != want {
		t.Errorf("redact(%q) = %q, want %q", said, got, want)
	}
}
