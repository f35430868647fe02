package message

import (
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/receivables"
)

func TestMaskEmail(t *testing.T) {
	t.Parallel()
	for email, want := range map[string]string{
		"ani@example.com": "a•••@example.com", "a@example.com": "a•••@example.com",
		" édith@example.com ":  "é•••@example.com",
		"ani@home@example.com": "••••", "ani": "••••", "@example.com": "••••", "ani@": "••••", "": "••••",
		"Ani <ani@example.com> 0812": "••••",
	} {
		if got := maskEmail(email); got != want {
			t.Errorf("maskEmail(%q) = %q, want %q", email, got, want)
		}
	}
}

func TestMaskMobile(t *testing.T) {
	t.Parallel()
	for mobile, want := range map[string]string{
		"081200000099": "0812••••99", "0812-0000-0099": "0812••••99", "+62 812 0000 0099": "+6281••••99",
		"(+62) 812 0000 0099": "+6281••••99", "62+8120000099": "6281••••99", "12345678": "1234••••78",
		"1234567": "••••", "": "••••", "call me": "••••",
	} {
		if got := maskMobile(mobile); got != want {
			t.Errorf("maskMobile(%q) = %q, want %q", mobile, got, want)
		}
	}
}

func TestMaskText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Ani Contoh":                         "Ani Contoh",
		"Ani (ani@example.com)":              "Ani (a•••@example.com)",
		"wa 0812-0000-0099 ya":               "wa 0812••••99 ya",
		"+62 812 0000 0099":                  "+6281••••99",
		"Kelas 2026 batch 12":                "Kelas 2026 batch 12",
		"Paket 100.000.000":                  "Paket 100.000.000",
		"a@example.com,b@example.com;c@d.id": "a•••@example.com,b•••@example.com;c•••@d.id",
		"Kelas budi @ gmail.com":             "Kelas b•••@gmail.com",
		"Kelas budi@ gmail.com, budi @x.id":  "Kelas b•••@gmail.com, b•••@x.id",
		"budi (at) gmail.com, budi[AT]x.id":  "b•••@gmail.com, b•••@x.id",
		"édith@pâtisserie.fr 王@例子.中国":        "é•••@pâtisserie.fr 王•••@例子.中国",
		"Promo @ Jakarta, 2 @ 50.000":        "Promo @ Jakarta, 2 @ 50.000",
		"wa 0812x3456x7890":                  "wa 0812••••90",
		"wa 812-3456-7890":                   "wa 8123••••90",
		"wa 81234567890":                     "wa 8123••••90",
		"+62/812/3456/7890":                  "+6281••••90",
		"+62 (0)812 3456 7890":               "+6208••••90",
		"62_812_3456_7890":                   "6281••••90",
		"(0812) 3456.7890":                   "(0812••••90",
		"wa 0062 812 3456 7890":              "wa 0062••••90",
		"Kelas 2026 081234567890":            "Kelas 2026 0812••••90",
		"Kelas 2026 0812-3456-7890 sesi 2":   "Kelas 2026 0812••••90 sesi 2",
		"０８１２３４５６７８９０":                       "••••",
		"Tagihan 2026/11/000123":             "Tagihan 2026/11/000123",
		"Rp812.345.000 dan 1.000.000.000":    "Rp812.345.000 dan 1.000.000.000",
		"INV-20261130-0007":                  "INV-20261130-0007",
	} {
		if got := maskText(text); got != want {
			t.Errorf("maskText(%q) = %q, want %q", text, got, want)
		}
	}
}

// A name in a channel never shows a phone number or an e-mail, in whatever spelling; the rest of it
// stays.
func TestMaskedName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Ani Contoh":                                     "Ani Contoh",
		"Ani 2026":                                       "Ani 2026",
		"Ani WA081234567890":                             "Ani WA0812••••90",
		"Ani 81234567890":                                "Ani 8123••••90",
		"Ani_081234567890":                               "Ani_0812••••90",
		"Ani\u200B081234567890":                          "Ani0812••••90",
		"tel0812 3456 7890":                              "tel0812••••90",
		"0812/3456/7890":                                 "0812••••90",
		"0812x3456x7890":                                 "0812••••90",
		"Ani budi @ gmail.com":                           "Ani b•••@gmail.com",
		"0812 – 3456 – 7890":                             "0812••••90",
		"0812\u20113456\u20117890":                       "0812••••90",
		"Ani ０８１２３４５６７８９０":                               "Ani ••••",
		"Ani ani＠example.com":                            "Ani a•••@example.com",
		"Ani ani﹫example.com":                            "Ani a•••@example.com",
		"0812345678 ani@0812345678":                      "0812••••78 a•••@0812••••78",
		strings.Repeat("a", maxName-9) + " 081234567890": strings.Repeat("a", maxName-9) + " 0812•••…",
	} {
		if got := maskedRow(receivables.Row{Customer: name}).Customer; got != want {
			t.Errorf("%q is masked as %q, want %q", name, got, want)
		}
	}
	row := maskedRow(receivables.Row{Product: "Tagihan 2026/11/000123 ani＠example.com"})
	if got := row.Product; got != "Tagihan 2026/11/000123 a•••@example.com" {
		t.Errorf("a product is masked as %q", got)
	}
}

func TestPublicQuery(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		query, public string
		all           bool
	}{
		{"", "", true},
		{"ani older:7d", "ani older:7d", true},
		{"min:1000000 newer:2d", "min:1000000 newer:2d", true},
		{"ani@example.com older:7d", "older:7d", false},
		{"ani＠example.com older:7d", "older:7d", false},
		{`"ani contoh" 0812-0000-0099 type:invoice`, "type:invoice", false},
		{"0812 0000", "", false},
		{"older:ani@example.com", "", false},
		{"budi @ gmail.com older:7d", "older:7d", false},
		{"budi (at) gmail.com older:7d", "older:7d", false},
		{"0812x345 older:7d", "older:7d", false},
		{"min:1000000 max:20000000", "min:1000000 max:20000000", true},
	} {
		public, all := publicQuery(tt.query)
		if public != tt.public || all != tt.all {
			t.Errorf("publicQuery(%q) = %q, %v, want %q, %v", tt.query, public, all, tt.public, tt.all)
		}
	}
}
