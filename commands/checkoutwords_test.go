package commands

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/message"
)

func TestParseCheckout(t *testing.T) {
	t.Parallel()
	const id = "0e7f0000-9aaf-4b72-aa00-1174be6b52b1"
	for name, tt := range map[string]struct {
		text string
		want checkoutWords
	}{
		"nothing":        {"", checkoutWords{}},
		"product only":   {id, checkoutWords{Product: id}},
		"product's name": {"Kelas Kopi  Dasar", checkoutWords{Product: "Kelas Kopi  Dasar"}},
		"everything": {
			id + ` name:"Ani Wijaya" email:ani@example.com mobile:0812-0000-1111 credit:20.000 member:MBR8X2QK customer:c-1`,
			checkoutWords{id, "Ani Wijaya", "ani@example.com", "0812-0000-1111", "20.000", "MBR8X2QK", "c-1", nil},
		},
		"without quotes":     {id + " name:Ani Wijaya email:ani@example.com", checkoutWords{Product: id, Name: "Ani Wijaya", Email: "ani@example.com"}},
		"curly quotes":       {"name:“Ani Wijaya” email:‘ani@example.com’", checkoutWords{Name: "Ani Wijaya", Email: "ani@example.com"}},
		"Slack's addresses":  {"email:<mailto:ani@example.com|ani@example.com> mobile:<tel:081200001111|0812-0000-1111>", checkoutWords{Email: "ani@example.com", Mobile: "0812-0000-1111"}},
		"an id as a phone":   {"0e7f0000-<tel:111142228333444455556666|1111-4222-8333-444455556666> name:Ani", checkoutWords{Product: "0e7f0000-1111-4222-8333-444455556666", Name: "Ani"}},
		"Slack's entities":   {`name:"Ani &amp; Budi &lt;3"`, checkoutWords{Name: "Ani & Budi <3"}},
		"key inside quotes":  {`name:"email: none" email:a@example.com`, checkoutWords{Name: "email: none", Email: "a@example.com"}},
		"key inside a word":  {"nickname:x name:Ani", checkoutWords{Product: "nickname:x", Name: "Ani"}},
		"Indonesian keys":    {"nama:Ani HP:081200001111 kredit:5", checkoutWords{Name: "Ani", Mobile: "081200001111", Credit: "5"}},
		"space after colon":  {"name: Ani  email: a@example.com", checkoutWords{Name: "Ani", Email: "a@example.com"}},
		"given twice":        {"name:Ani name:Budi", checkoutWords{Name: "Ani", Unclear: []string{message.BlockCheckoutName}}},
		"by two names":       {"hp:0812 mobile:0813 phone:0814", checkoutWords{Mobile: "0812", Unclear: []string{message.BlockCheckoutMobile}}},
		"behind the quote":   {`name:"Ani" vip email:a@example.com`, checkoutWords{Name: "Ani", Email: "a@example.com", Unclear: []string{message.BlockCheckoutName}}},
		"close behind it":    {`name:"Ani"vip`, checkoutWords{Name: "Ani", Unclear: []string{message.BlockCheckoutName}}},
		"behind single ones": {"name:'Ma'ruf Contoh' vip", checkoutWords{Name: "Ma'ruf Contoh", Unclear: []string{message.BlockCheckoutName}}},
		"a quoted product":   {`"Kelas Kopi" dasar`, checkoutWords{Product: "Kelas Kopi", Unclear: []string{message.BlockCheckoutProduct}}},
		"quotes inside":      {`name:Ani "Jo" Contoh`, checkoutWords{Name: `Ani "Jo" Contoh`}},
		"an apostrophe":      {"name:Ma’ruf email:m@example.com", checkoutWords{Name: "Ma'ruf", Email: "m@example.com"}},
		"unclosed quote":     {`name:"Ani email:a@example.com`, checkoutWords{Name: "Ani email:a@example.com"}},
		"line breaks":        {"name:Ani\nemail:a@example.com", checkoutWords{Name: "Ani", Email: "a@example.com"}},
		"an empty value":     {"name: email:a@example.com", checkoutWords{Email: "a@example.com"}},
		"multi-byte letters": {`name:"Şenol Ñandú" email:s@example.com`, checkoutWords{Name: "Şenol Ñandú", Email: "s@example.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, parseCheckout(tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Slack takes what looks like a phone number for one, and leaves out its dashes.
func TestPlainWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"INV-<tel:20261100123|2026-11-00123> older:7d": "INV-2026-11-00123 older:7d",
		"<tel:+6281200001111|+62-812-0000-1111>":       "+62-812-0000-1111",
		"<tel:+6281200001111|+62 812 0000 1111>":       "+6281200001111", // words of their own would each be looked for
		"<tel:081200001111>":                           "081200001111",
		"<mailto:ani@example.com|Ani>":                 "ani@example.com",
		"<https://toko.example.com/m/kopi|toko>":       "https://toko.example.com/m/kopi",
		"a &lt;b&gt; “c”":                              `a <b> "c"`,
	} {
		if got := plainWords(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
