package phone_test

import (
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/phone"
)

// Each way to write a number, and the number.
func TestParse(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"081200001111":           "6281200001111",
		"0812-0000-1111":         "6281200001111",
		"0812 0000 1111":         "6281200001111",
		"(0812) 0000.1111":       "6281200001111",
		"81200001111":            "6281200001111",
		"6281200001111":          "6281200001111",
		"62 812 0000 1111":       "6281200001111",
		"+6281200001111":         "6281200001111",
		"+62 (0)812-0000-1111":   "6281200001111",
		"+62 0812 0000 1111":     "6281200001111",
		"(+62) 812 0000 1111":    "6281200001111",
		"62 0812 0000 1111":      "6281200001111",
		"62 (0) 812 0000 1111":   "6281200001111",
		"0062 812 0000 1111":     "6281200001111",
		"00 62 (0)812 0000 1111": "6281200001111",
		"  0812/0000/1111  ":     "6281200001111",
		"0811-234-567":           "62811234567",
		"0899 9999 9999 9":       "6289999999999" + "9",
		"021 555 1234":           "62215551234",
		"(0274) 512345":          "62274512345",
		"+65 9123 4567":          "6591234567",
		"0065 9123 4567":         "6591234567",
		"+1 (650) 253-0000":      "16502530000",
		"+60 12-345 6789":        "60123456789",
		"+44 20 7946 0958":       "442079460958",
		"+61 (0)412 345 678":     "61412345678",

		"":                            "",
		"0812":                        "",
		"08120000":                    "",
		"0812000011112222":            "",
		"+62812000011112222":          "",
		"1234567890":                  "",
		"0000000000":                  "",
		"+999 1234 5678":              "",
		"9123 4567":                   "", // of Singapore, without its code
		"0812x0000x1111":              "",
		"081200001111 (WA)":           "",
		"081200001111 ext 5":          "",
		"081200001111 / 081300002222": "",
		"081200001111 +6281300002222": "",
		"+62+81200001111":             "",
		"０８１２００００１１１１":                "",
		strings.Repeat("0", 5_000):    "",
	} {
		got, ok := phone.Parse(written)
		if got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %t, want %q", written, got, ok, want)
		}
	}
}

// Numbers that do not exist are normalized too.
func TestNormal(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"+62 0812-7777-1234":    "6281277771234",
		"+62 (0)812 7777 1234":  "6281277771234",
		"081277771234":          "6281277771234",
		"0812-7777-1234 (WA)":   "6281277771234",
		"0812000":               "62812000",
		"+62 0812000":           "62812000",
		"62 812 000":            "62812000",
		"0062 0812000":          "62812000",
		"812000000":             "62812000000",
		"+65 9123 4567":         "6591234567",
		"+65 9123":              "659123",
		"5551234":               "5551234",
		"0812777 / 0813777":     "628127770813777",
		"":                      "",
		"none":                  "",
		"+62":                   "62",
		strings.Repeat("9", 40): strings.Repeat("9", 40),
	} {
		if got := phone.Normal(written); got != want {
			t.Errorf("%q: got %q, want %q", written, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, written := range []string{"+62 (0)812-0000-1111", "0062 812", "+1 650 253 0000", "620812 0000 1111",
		"\xff+", "((+", "+4918000000000000"} {
		f.Add(written)
	}
	f.Fuzz(func(t *testing.T, written string) {
		number, ok := phone.Parse(written)
		if !ok {
			return
		}
		if strings.Trim(number, "0123456789") != "" || len(number) > 15 {
			t.Fatalf("%q: got %q", written, number)
		}
		if again, ok := phone.Parse("+" + number); !ok || again != number {
			t.Fatalf("%q: got %q, which is read as %q, %t", written, number, again, ok)
		}
		if normal := phone.Normal(written); normal != number {
			t.Fatalf("%q: got %q, but normally %q", written, number, normal)
		}
	})
}
