package fakeslack_test

import (
	"testing"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// Each case is the typed text and the text that an app with should_escape receives.
func TestEscapedCommands(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{EscapeCommands: true})
	server.SetUsergroup(fakeslack.Usergroup{ID: "S0KASIR", Handle: "kasir"})
	payloads := acker(t, server)
	for _, test := range []struct{ typed, want string }{
		{`name:"A & B" <x>`, `name:"A &amp; B" &lt;x&gt;`},
		{"a <!channel> &amp;", "a &lt;!channel&gt; &amp;amp;"},

		// Web addresses stay unchanged and bare domains get a label. Other words with dots stay
		// unchanged.
		{"see https://example.com/a?b=1&c=2", "see <https://example.com/a?b=1&amp;c=2>"},
		{"https://example.com/a.", "<https://example.com/a>."},
		{"Https://example.com", "<Https://example.com>"},
		{"ftp://example.com tokoani.com/x://y", "ftp://example.com <http://tokoani.com/x://y|tokoani.com/x://y>"},
		{"tokoani.com", "<http://tokoani.com|tokoani.com>"},
		{"name:Tokoani.com email:x", "name:<http://Tokoani.com|Tokoani.com> email:x"},
		{`"toko-ani.co.id"`, `"<http://toko-ani.co.id|toko-ani.co.id>"`},
		{"(tokoani.id/katalog?a=1&b=2).", "(<http://tokoani.id/katalog?a=1&amp;b=2|tokoani.id/katalog?a=1&amp;b=2>)."},
		{"*tokoani.com*,", "*<http://tokoani.com|tokoani.com>*,"},
		{"daily 9.00 min:1.5jt Rp150.000", "daily 9.00 min:1.5jt Rp150.000"},
		{"Ani.Wijaya PT.Maju v1.2", "Ani.Wijaya PT.Maju v1.2"},

		// E-mails and phone numbers.
		{"email:buyer@example.com", "email:<mailto:buyer@example.com|buyer@example.com>"},
		{"ani.w+1@toko.co.id, x", "<mailto:ani.w+1@toko.co.id|ani.w+1@toko.co.id>, x"},
		{"budi @ gmail.com", "budi @ <http://gmail.com|gmail.com>"},
		{"`ani@example.com`", "`<mailto:ani@example.com|ani@example.com>`"},
		{"mobile:0812-0000-0001", "mobile:<tel:081200000001|0812-0000-0001>"},
		{"+6281200000001", "<tel:+6281200000001|+6281200000001>"},

		// Mentions and channels that exist.
		{"@budi in #finance", "<@" + fakeslack.Budi + "|budi> in <#" + fakeslack.Finance + "|finance>"},
		{"name:@budi, #finance.", "name:<@" + fakeslack.Budi + "|budi>, <#" + fakeslack.Finance + "|finance>."},
		{"@kasir @here @channel", "<!subteam^S0KASIR|@kasir> <!here> <!channel>"},
		{"@nobody older:7d #nowhere", "@nobody older:7d #nowhere"},
		{"ani@budi no#finance", "ani@budi no#finance"},

		// Emoji become short names, with or without variation selectors.
		{"sekar 🌸 🔥🔥", "sekar :cherry_blossom: :fire::fire:"},
		{"name:Sekar🌸Florist", "name:Sekar:cherry_blossom:Florist"},
		{"❤️ ❤ ☕️", ":heart: :heart: :coffee:"},
		{"👍 👍🏽", ":+1: :+1::skin-tone-4:"},
		{"🇮🇩 👩‍💻 1️⃣", ":flag-id: :woman_technologist: :one:"},
		{":fire: kedai kopi é — “x”", ":fire: kedai kopi é — “x”"},

		// Formatting marks stay unchanged.
		{"*wulan* _wulan_ ~wulan~ `older:7d`", "*wulan* _wulan_ ~wulan~ `older:7d`"},
		{"daily 09:00 filter\u202f`older:7d`", "daily 09:00 filter\u202f`older:7d`"},
	} {
		slash(t, server, "/checkout "+test.typed)
		if got := (<-payloads)["text"]; got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.typed, got, test.want)
		}
	}
}
