package bot

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMaskWords(t *testing.T) {
	t.Parallel()
	known := func(word string) bool { return word == "unpaid" }
	for text, want := range map[string]string{
		"": "",
		"older:7d min:100000 type:invoice sort:largest": "older:7d min:100000 type:invoice sort:largest",
		"unpaid older:7d":        "unpaid older:7d",
		"kartika Ångström":       "k*** Å***",
		"sri.rejeki@example.com": "***",
		"<mailto:sri@example.com|sri@example.com> <tel:+6281200001234|0812>":   "*** ***",
		"0812-0000-1234 +62 812 0000 1234":                                     "*** ***",
		`name:"Sri Rejeki" email:sri@example.com mobile:081200001234 credit:5`: "name:*** email:*** mobile:*** credit:5",
		"name:“Sri Rejeki” Nama:sri customer:c-1 MEMBER:m-2":                   "name:*** Nama:*** customer:*** MEMBER:***",
		`"Sri Rejeki" older:7d`:                                                "*** older:7d",
		`name:"Sri Rejeki never ends`:                                          "name:***",
		"3f2b8c1e-0000-4000-8000-000000000000 kelas":                           "3f2b8c1e-0000-4000-8000-000000000000 k***",
	} {
		if got := maskWords(text, known); got != want {
			t.Errorf("maskWords(%q) = %q, want %q", text, got, want)
		}
	}
	if got := maskWords(strings.Repeat("é1 ", 4000), known); utf8.RuneCountInString(got) > longestDetail {
		t.Errorf("%d runes are kept", utf8.RuneCountInString(got))
	}
}
