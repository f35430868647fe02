package collecting_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

var texts = collecting.OurTexts()

func write(t *testing.T, d collecting.Draft) string {
	t.Helper()
	r, err := texts.Write(d)
	if err != nil {
		t.Fatal(err)
	}
	return r.Text
}

func TestTextOfABill(t *testing.T) {
	t.Parallel()
	c := openBill()
	got := write(t, collecting.Draft{
		Language: "id", Tone: collecting.ToneFor(c, noon), Name: c.Customer, Sender: "Budi", Shop: "Toko Demo",
		Cases: []receivables.Case{c},
	})
	const want = "Halo Kak Ani, ini Budi dari Toko Demo. Kami ingin mengingatkan pembayaran *Kelas Go* " +
		"sebesar Rp150.000. Kakak bisa menyelesaikannya di sini:\nhttps://toko.example.com/plt/tx\n" +
		"Kalau sudah membayar, abaikan pesan ini ya. Terima kasih! (Balas STOP bila tidak ingin diingatkan.)"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTextOfSeveralCases(t *testing.T) {
	t.Parallel()
	cases := []receivables.Case{openBill(), openBill(), openBill(), openBill()}
	cases[1].Product, cases[1].LatestAmount = "Kelas _Rust_", receivables.DeltaOf(50_000)
	d := collecting.Draft{Language: "id", Tone: 1, Name: "Ani", Sender: "Budi", Shop: "Toko", Cases: cases}
	r, err := texts.Write(d)
	if err != nil || r.Cases != 3 {
		t.Fatalf("%d cases, %v", r.Cases, err)
	}
	for _, want := range []string{
		"*3 produk* sebesar Rp350.000.", "• Kelas Go (Rp150.000)\nhttps://toko.example.com/plt/tx\n",
		"• Kelas Rust (Rp50.000)\n",
	} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("%q is missing in\n%s", want, r.Text)
		}
	}
	cases[2].LatestAmount = receivables.DeltaOf(-1)
	if got := write(t, d); !strings.Contains(got, "sebesar yang tertera di tautan.") {
		t.Errorf("the total of an unknown amount:\n%s", got)
	}
	cases[2].URL = "https://toko.example.com/" + strings.Repeat("a", 2600)
	if r, err := texts.Write(d); err != nil || r.Cases != 2 {
		t.Errorf("with a long link: %d cases, %v", r.Cases, err)
	}
}

func TestTextWithoutNames(t *testing.T) {
	t.Parallel()
	c := openBill()
	c.Product, c.LatestAmount = " \n", receivables.DeltaOf(0)
	d := collecting.Draft{
		Language: "id", Tone: 1, Name: "***", Sender: "Budi", Shop: "Toko", Cases: []receivables.Case{c},
	}
	const want = "Halo Kak, ini Budi dari Toko. Kami ingin mengingatkan pembayaran *pesanan Kakak* sebesar " +
		"yang tertera di tautan. "
	if got := write(t, d); !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	d.Cases[0].URL = "javascript:alert(1)"
	if _, err := texts.Write(d); !errors.Is(err, collecting.ErrNoLink) {
		t.Errorf("without a link: %v", err)
	}
	d.Cases[0].URL = "https://toko.example.com/" + strings.Repeat("a", 2800)
	if _, err := texts.Write(d); !errors.Is(err, collecting.ErrTooLong) {
		t.Errorf("with a link that is too long: %v", err)
	}
}

// What a stranger calls themselves is no part of the text's own form.
func TestNamesAreNoVariables(t *testing.T) {
	t.Parallel()
	c := openBill()
	c.Product = "{link} & {amount} <b>50%</b>+1\r\nBayar ke http://x"
	got := write(t, collecting.Draft{
		Language: "en", Tone: 1, Name: "{shop}\u202e\u2028", Sender: "Budi", Shop: "Toko", Cases: []receivables.Case{c},
	})
	if !strings.HasPrefix(got, "Hi {shop}, this is Budi") ||
		!strings.Contains(got, "*{link} & {amount} 50%+1 Bayar ke http://x*, Rp150.000") {
		t.Error(got)
	}
}

func TestTone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind string
		age  time.Duration
		want collecting.Tone
	}{
		{"generic_link", 2 * time.Hour, 0},
		{"generic_link", 24 * time.Hour, 1},
		{"generic_link", 90 * 24 * time.Hour, 1},
		{"invoice", 2 * time.Hour, 1},
		{"payment_request", 7*24*time.Hour - 1, 1},
		{"invoice", 7 * 24 * time.Hour, 2},
		{"membership_payment", 14*24*time.Hour - 1, 2},
		{"invoice", 14 * 24 * time.Hour, 3},
		{"INVOICE", 30 * 24 * time.Hour, 4},
	} {
		c := openBill()
		c.Type, c.Oldest, c.Newest = tt.kind, noon.Add(-tt.age), noon.Add(-tt.age)
		if got := collecting.ToneFor(c, noon); got != tt.want {
			t.Errorf("a %s of %s: T%d, want T%d", tt.kind, tt.age, got, tt.want)
		}
	}
}

// Every text asks kindly: it has a way out, no threat and no fee, and says what Mayar knows.
func TestOurTexts(t *testing.T) {
	t.Parallel()
	languages := slices.Sorted(slices.Values(message.Languages))
	if !slices.Equal(texts.Languages(), languages) {
		t.Errorf("texts in %v, messages in %v", texts.Languages(), languages)
	}
	for _, language := range languages {
		for tone := range collecting.Tone(collecting.Tones) {
			text := write(t, collecting.Draft{
				Language: language, Tone: tone, Name: "Ani", Sender: "Budi", Shop: "Toko Demo",
				Cases: []receivables.Case{openBill()},
			})
			for _, want := range []string{"Ani", "Budi", "Toko Demo", "*Kelas Go*", "Rp150.000", "STOP", "\nhttps://"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s T%d lacks %q", language, tone, want)
				}
			}
			for _, rude := range strings.Fields("utang denda segera debt fee legal hukum terakhir last") {
				if strings.Contains(strings.ToLower(text), rude) {
					t.Errorf("%s T%d has %q", language, tone, rude)
				}
			}
			if _, err := texts.With("[" + language + "]\n" + fmt.Sprintf("T%d = %q", tone, strings.ReplaceAll(
				text, "https://toko.example.com/plt/tx", "{link}"))); err != nil {
				t.Errorf("a shop may not have our %s T%d: %v", language, tone, err)
			}
		}
	}
}

var pieces = []string{
	"Ani", "😀", "👩🏽‍🚀", "مرحبا", "*_~`", "\n", "\r\n", "\u2028", "%", "&", "#", "?", "+", "=", "{link}", "<!channel>",
	"\x00", "\xff", "e\u0301", " ", "\u202e", "Kelas", "日本", "\"", "\\", "https://x.example/?a=b&c",
	strings.Repeat("x", 250), "\u0301\u0301",
}

func hostile(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(60) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

func TestAddressesOfHostileRows(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 11))
	for i := range 500 {
		d := collecting.Draft{
			Language: texts.Languages()[i%2], Tone: collecting.Tone(i % collecting.Tones),
			Name: hostile(r), Sender: hostile(r), Shop: hostile(r),
		}
		for range 1 + r.IntN(4) {
			c := openBill()
			c.Product, c.LatestAmount = hostile(r), receivables.DeltaOf(int64(r.IntN(1_000_000_000)))
			c.URL += "?a=b%20c&d=" + strings.Repeat("e", r.IntN(200))
			d.Cases = append(d.Cases, c)
		}
		checkReminder(t, d)
	}
}

func FuzzAddress(f *testing.F) {
	for _, piece := range pieces {
		f.Add(piece, piece, piece, piece, int64(1000), 1)
	}
	f.Fuzz(func(t *testing.T, name, sender, shop, product string, amount int64, choice int) {
		c := openBill()
		c.Product, c.LatestAmount = product, receivables.DeltaOf(amount)
		d := collecting.Draft{
			Language: texts.Languages()[uint(choice)%2], Tone: collecting.Tone(uint(choice) % collecting.Tones),
			Name: name, Sender: sender, Shop: shop, Cases: []receivables.Case{c, c}[:1+uint(choice)%2],
		}
		checkReminder(t, d)
	})
}

// checkReminder checks that the address of a draft drafts its text, and that nothing that matters
// is cut.
func checkReminder(t *testing.T, d collecting.Draft) {
	t.Helper()
	reminder, err := texts.Write(d)
	if err != nil {
		t.Fatalf("%q: %v", d.Name, err)
	}
	address := collecting.WhatsAppURL("6281200001111", reminder.Text)
	if utf8.RuneCountInString(address) > collecting.MaxURL {
		t.Fatalf("%d characters", len(address))
	}
	rest, ok := strings.CutPrefix(address, "https://wa.me/6281200001111?text=")
	if decoded, err := url.PathUnescape(rest); !ok || err != nil || decoded != reminder.Text {
		t.Fatalf("%s is not the address of %q (%v)", address, reminder.Text, err)
	}
	if u, err := url.Parse(address); err != nil || u.Query().Get("text") != reminder.Text || u.Fragment != "" {
		t.Fatalf("%s does not decode to the text", address)
	}
	lines := strings.Split(reminder.Text, "\n")
	for _, c := range d.Cases[:reminder.Cases] {
		if !slices.Contains(lines, c.URL) {
			t.Fatalf("the link %s is no line of %q", c.URL, reminder.Text)
		}
		if c.LatestAmount.Amount > 0 && !strings.Contains(reminder.Text, receivables.Rupiah(c.LatestAmount.Amount)) {
			t.Fatalf("the amount %d is missing in %q", c.LatestAmount.Amount, reminder.Text)
		}
	}
	want := 3
	if reminder.Cases > 1 {
		want = 2 + 2*reminder.Cases
	}
	if len(lines) != want {
		t.Fatalf("%d lines, want %d: %q", len(lines), want, reminder.Text)
	}
	if n := strings.Count(strings.Join(slices.DeleteFunc(lines, isLink), ""), "*"); n != 2 {
		t.Fatalf("%d stars in %q", n, reminder.Text)
	}
}

func isLink(line string) bool { return strings.HasPrefix(line, "https://toko.example.com/") }

func TestShopsOwnTexts(t *testing.T) {
	t.Parallel()
	own, err := texts.With("# ours\r\n[id]\r\nT1 = \"\"\"Hai {name}\r\n  {link} \r\nSTOP\"\"\"\r\n")
	if err != nil {
		t.Fatal(err)
	}
	d := collecting.Draft{Language: "id", Tone: 1, Name: "Ani", Cases: []receivables.Case{openBill()}}
	if r, err := own.Write(d); err != nil || r.Text != "Hai Ani\nhttps://toko.example.com/plt/tx\nSTOP" {
		t.Errorf("%q, %v", r.Text, err)
	}
	d.Tone = 2
	if r, _ := own.Write(d); r.Text != write(t, d) {
		t.Errorf("a text that the shop has not: %q", r.Text)
	}
	const noText = "is no text; there are T0 to T4 of [en] and [id]"
	const noLink = "needs a line with {link} and nothing else"
	const noTexts = "it is not of the form [id], T1 = \"…\""
	for source, want := range map[string]string{
		"[id]\n\nT1 = \"\"\"\nHai {nama}\n{link}\"\"\"": "line 4: T1 of [id] has the unknown variable \"{nama}\"; " +
			"there are {name}, {shop}, {product}, {amount}, {link}, {sender}",
		"[en]\nT2 = 'Hi {name}: {link}'":      "line 2: T2 of [en] " + noLink,
		"[id]\nT0 = 'x'\n[en]\nT0 = '{link}'": "line 2: T0 of [id] " + noLink,
		"[id]\nT9 = '{link}'":                 "line 2: T9 of [id] " + noText,
		"[id]\nseveral = '{link}'":            "line 2: several of [id] " + noText,
		"[jv]\nT1 = '{link}'":                 "line 2: T1 of [jv] " + noText,
		"[id]\nT1 = '''{link}\n" + strings.Repeat("a", 1700) + "'''": "line 2: T1 of [id] is too long: " +
			"it takes 1713 characters of a web address, and has 1700",
		"[id]\nT1 = \"":             "line 2: it is no TOML of the form [id], T1 = \"…\"",
		"[id]\nT1 = 5":              noTexts,
		"T1 = 'a'":                  noTexts,
		"[jv]":                      noTexts,
		strings.Repeat("#", 65<<10): "it is longer than 64 KB",
	} {
		if _, err := texts.With(source); err == nil || err.Error() != want {
			t.Errorf("%.60q: %v\nwant %s", source, err, want)
		}
	}
}
