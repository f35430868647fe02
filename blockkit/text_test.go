package blockkit

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSanitize(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		max      int
		want     string
	}{
		{"as it is", "Budi Santoso", 20, "Budi Santoso"},
		{"empty", "", 20, "-"},
		{"nothing to see", " \u200b\t\u2066\n", 20, "-"},
		{"white space", "  Budi\r\n\tSantoso\u00a0\u2028 ", 20, "Budi Santoso"},
		{"bidi override", "Rp\u202e000.01\u202c", 20, "Rp000.01"},
		{"bidi isolate", "\u2067abc\u2069", 20, "abc"},
		{"zero width", "@\u200bhe\u200dre\ufeff", 20, "@here"},
		{"control", "a\x00b\x1b[31mc\x7f", 20, "ab[31mc"},
		{"tags", "a\U000E0041\U000E007F", 20, "a"},
		{"Hangul filler", "\u3164", 20, "-"},
		{"empty Braille", "\u2800a", 20, "a"},
		{"not UTF-8", "a\xffb", 20, "ab"},
		{"private use", "a\ue000", 20, "a"},
		{"just fits", "abcde", 5, "abcde"},
		{"cut", "abcdef", 5, "abcd…"},
		{"cut before a space", "abc def", 5, "abc…"},
		{"trailing space is not cut", "abcde \n", 5, "abcde"},
		{"cut before accents", "abe\u0301cd", 4, "ab…"},
		{"accents count", "ae\u0301", 3, "ae\u0301"},
		{"accents on nothing", "\u0301abc", 5, "abc"},
		{"accents on a space", "a \u0301b", 5, "a b"},
		{"too many accents", "a" + strings.Repeat("\u0301", 40), 20, "a" + strings.Repeat("\u0301", 4)},
		{"emoji", "👍🏽 ok", 4, "👍🏽…"},
		{"no room", "abc", 0, "…"},
		{"markup stays", "<!channel> & *a*", 30, "<!channel> & *a*"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Sanitize(tt.in, tt.max); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	if got, want := Escape("<!channel> R&D &lt;"), "&lt;!channel&gt; R&amp;D &amp;lt;"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEscapeText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"plain", "Budi Santoso", "Budi Santoso"},
		{"ping", "<!channel>", "&lt;!channel&gt;"},
		{"bold", "*gratis* now", "∗gratis∗ now"},
		{"twice", "__a__", "ˍˍaˍˍ"},
		{"mixed", "a__b", "aˍˍb"},
		{"e-mail stays", "budi_s@example.com", "budi_s@example.com"},
		{"between words", "2*3 a~b", "2*3 a~b"},
		{"strike", "~paid~", "∼paid∼"},
		{"code", "```a`b", "'''a'b"},
		{"quote", "> said", "› said"},
		{"greater", "a > b", "a &gt; b"},
		{"emoji", "so :tada: and :+1:", "so ∶tada: and ∶+1:"},
		{"time stays", "at 10:30", "at 10:30"},
		{"address stays", "https://example.com:80/a", "https://example.com:80/a"},
		{"cut before escaping", strings.Repeat("&", 25), strings.Repeat("&amp;", 23) + "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := EscapeText(tt.in, 24); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSafeURL(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"https://example.com",
		"http://example.com/pay?a=1&b=%20c#d",
		"HTTPS://EXAMPLE.COM/",
		"https://127.0.0.1:8080/x",
		"https://[::1]:8080/",
		"https://merchant.example.com/catalog/a?immutable=eyJhIjoi+/==",
		"https://example.com/béta",
		"https://example.com/@someone",
		"https://example.com/" + strings.Repeat("a", 2980),
	} {
		if got, ok := SafeURL(url); !ok || got != url {
			t.Errorf("%q: %q, %t", url, got, ok)
		}
	}
	for _, url := range []string{
		"",
		"example.com",
		"//example.com",
		"/path",
		"https://",
		"https:///path",
		"https://:443/",
		"https:example.com",
		"javascript:alert(1)",
		"data:text/html,a",
		"ftp://example.com",
		"mailto:a@example.com",
		"https://bank.example@evil.example/",
		"https://user:secret@example.com/",
		"https://example.com/a b",
		"https://example.com/a\n",
		" https://example.com",
		"https://example.com/a|b",
		"https://example.com/<b>",
		"https://example.com/\"",
		"https://example.com\\@evil.example",
		"https://example.com/\u202egpj",
		"https://example.com/\u200b",
		"https://example.com/\x00",
		"https://example.com/\xff",
		"https://exa mple.com",
		"https://example.com:port/",
		"https://example.com/" + strings.Repeat("a", 2981),
	} {
		if got, ok := SafeURL(url); ok || got != "" {
			t.Errorf("%q was accepted as %q", url, got)
		}
	}
}

func TestLink(t *testing.T) {
	t.Parallel()
	tests := []struct{ url, label, want string }{
		{"https://example.com/?a=1&b=2", "Pay", "<https://example.com/?a=1&amp;b=2|Pay>"},
		{"https://example.com", "R&D <b>", "<https://example.com|R&amp;D &lt;b&gt;>"},
		{"https://example.com", "", "<https://example.com|->"},
		{"https://example.com", "a\nb|c", "<https://example.com|a b|c>"},
		{"javascript:alert(1)", "Pay", "Pay"},
		{"https://a.example|https://b.example", "<Pay", "&lt;Pay"},
	}
	for _, tt := range tests {
		if got := Link(tt.url, tt.label); got != tt.want {
			t.Errorf("%q, %q: got %q, want %q", tt.url, tt.label, got, tt.want)
		}
	}
}

func TestTextObjects(t *testing.T) {
	t.Parallel()
	if p := Plain("a"); p.Type != "plain_text" || p.Emoji == nil || *p.Emoji || p.Verbatim {
		t.Errorf("Plain: %+v", p)
	}
	if v := Verbatim("a"); v.Type != "mrkdwn" || v.Emoji != nil || !v.Verbatim {
		t.Errorf("Verbatim: %+v", v)
	}
}

func FuzzSanitize(f *testing.F) {
	f.Add("Budi\u202e \u0301\xff", 5)
	f.Add("", 0)
	f.Add("<!channel>", 3)
	f.Fuzz(func(t *testing.T, s string, most int) {
		most = min(most, 1000)
		got := Sanitize(s, most)
		if got == "" || utf8.RuneCountInString(got) > max(most, 1) {
			t.Errorf("%q in %d: %q", s, most, got)
		}
		if i := strings.IndexFunc(got, func(r rune) bool {
			return r != ' ' && (unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co))
		}); i >= 0 {
			t.Errorf("%q: %q holds %q", s, got, got[i:])
		}
		if strings.Contains(got, "  ") || strings.TrimSpace(got) != got || !utf8.ValidString(got) {
			t.Errorf("%q: %q", s, got)
		}
		if again := Sanitize(got, most); again != got {
			t.Errorf("%q: %q becomes %q", s, got, again)
		}
	})
}

func FuzzEscapeText(f *testing.F) {
	f.Add("*a* <!here> `b` :tada: > c")
	f.Add("&amp;__~")
	f.Fuzz(func(t *testing.T, s string) {
		got := EscapeText(s, 200)
		unescaped := strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(got)
		if strings.ContainsAny(unescaped, "<>&`\n") || strings.HasPrefix(got, "&gt;") {
			t.Errorf("%q: %q", s, got)
		}
		if hasFormatting(strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">").Replace(got)) {
			t.Errorf("%q formats: %q", s, got)
		}
	})
}

// hasFormatting reports whether a formatting character stands at the edge of a word, where Slack
// looks for it.
func hasFormatting(s string) bool {
	before := ' '
	runes := []rune(s)
	for i, r := range runes {
		after := ' '
		if i+1 < len(runes) {
			after = runes[i+1]
		}
		if strings.ContainsRune("*_~", r) && !(isWord(before) && isWord(after)) {
			return true
		}
		before = r
	}
	return false
}

func FuzzSafeURL(f *testing.F) {
	f.Add("https://example.com/a|b")
	f.Add("https://a@b")
	f.Add("javascript://example.com/%0aalert(1)")
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := SafeURL(s)
		if !ok {
			return
		}
		lower := strings.ToLower(got)
		if got != s || !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") {
			t.Errorf("%q became %q", s, got)
		}
		if strings.ContainsAny(got, "<>| \n\t\\\"`\x00") {
			t.Errorf("%q is not safe in mrkdwn", got)
		}
		if link := Link(s, "a"); strings.Count(link, "<") != 1 || strings.Count(link, "|") != 1 ||
			strings.Count(link, ">") != 1 {
			t.Errorf("%q is not one link", link)
		}
	})
}
