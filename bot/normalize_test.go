package bot

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// What Slack delivers, and what the user typed.
func TestNormalizeText(t *testing.T) {
	t.Parallel()
	for _, kind := range []struct {
		name  string
		texts [][2]string
	}{
		{"words stay", [][2]string{
			{"", ""},
			{"ani older:7d min:100.000", "ani older:7d min:100.000"},
			{"  Kelas  Kopi ", "  Kelas  Kopi "},
			{"0e7f0000-9aaf-4b72-aa00-1174be6b52b1", "0e7f0000-9aaf-4b72-aa00-1174be6b52b1"},
			{"Şenol Ñandú 林", "Şenol Ñandú 林"},
			{"https://toko.example.com/a_b_c?x=*1*", "https://toko.example.com/a_b_c?x=*1*"},
		}},
		{"a link is its label", [][2]string{
			{"<http://tokoani.com|tokoani.com>", "tokoani.com"},
			{"name:<http://Tokoani.com|Tokoani.com> hp:0812", "name:Tokoani.com hp:0812"},
			{"<https://toko.example.com/m/kopi>", "https://toko.example.com/m/kopi"},
			{"<https://toko.example.com/m/kopi|>", "https://toko.example.com/m/kopi"},
			{"<https://toko.example.com/m/kopi|toko>", "toko"},
			{"<https://a.example.com/?a=1&amp;b=2>", "https://a.example.com/?a=1&b=2"},
			{"<HTTP://A.example.com|A.example.com>", "A.example.com"},
			{"<http://a.com|a.com>,<http://b.co.id|b.co.id>", "a.com,b.co.id"},
		}},
		{"an e-mail is its address", [][2]string{
			{"<mailto:ani@example.com|ani@example.com>", "ani@example.com"},
			{"<mailto:ani@example.com?subject=Tagihan|ani@example.com>", "ani@example.com"},
			{"<mailto:ani@example.com?subject=Tagihan&amp;body=Halo>", "ani@example.com"},
			{"<mailto:ani@example.com|Ani>", "ani@example.com"},
			{"<mailto:ani@example.com?cc=b@example.com|Ani Wijaya>", "ani@example.com"},
			{"email:<mailto:ani_w@example.com|ani_w@example.com>", "email:ani_w@example.com"},
		}},
		{"a phone number, or what looks like one, is what was typed", [][2]string{
			{"INV-<tel:20261100123|2026-11-00123> older:7d", "INV-2026-11-00123 older:7d"},
			{"<tel:+6281200001111|+62-812-0000-1111>", "+62-812-0000-1111"},
			{"<tel:+6281200001111|+62 812 0000 1111>", "+6281200001111"}, // words of their own would each be looked for
			{"<tel:081200001111>", "081200001111"},
			{"0e7f0000-<tel:111142228333444455556666|1111-4222-8333-444455556666>",
				"0e7f0000-1111-4222-8333-444455556666"},
		}},
		{"a mention is its label", [][2]string{
			{"name:<@U0BUDI0002|budi> Misal", "name:@budi Misal"},
			{"<@W0BUDI0002|@budi>", "@budi"},
			{"<@U0BUDI0002>", "@U0BUDI0002"},
			{"<@U0BUDI0002|>", "@U0BUDI0002"},
			{"Toko <#C0FINANCE2|finance>", "Toko #finance"},
			{"<#C0FINANCE2|kelas-premium>", "#kelas-premium"},
			{"<#C0FINANCE2|>", "#C0FINANCE2"},
			{"<!subteam^S0FINANCE|@finance>", "@finance"},
			{"<!subteam^S0FINANCE>", "@S0FINANCE"},
			{"<!here> <!channel|channel> <!everyone|@everyone>", "@here @channel @everyone"},
			{"<!date^1392734382^{date}|18 Feb 2014>", "18 Feb 2014"},
		}},
		{"what is nothing of Slack's stays", [][2]string{
			{"Ani <3", "Ani <3"},
			{"<b>Ani</b>", "<b>Ani</b>"},
			{"<>", "<>"},
			{"<|x>", "<|x>"},
			{"a < b > c", "a < b > c"},
		}},
		{"entities are undone once", [][2]string{
			{"Ani &amp; Budi &lt;3", "Ani & Budi <3"},
			{"&amp;lt;", "&lt;"},
			{"&amp;amp; &quot;", "&amp; &quot;"},
			{"&lt;@U0BUDI0002|budi&gt;", "<@U0BUDI0002|budi>"}, // typed so
			{"<http://a.com|A &amp;amp; B>", "A &amp; B"},
		}},
		{"marks of formatting go", [][2]string{
			{"*wulan*", "wulan"}, {"_wulan_", "wulan"}, {"~wulan~", "wulan"}, {"`wulan`", "wulan"},
			{"```older:7d```", "older:7d"},
			{"``` older:7d ```", " older:7d "},
			{"`older:7d`", "older:7d"},
			{"daily 09:00 filter `older:7d min:100000`", "daily 09:00 filter older:7d min:100000"},
			{"filter *lestari*", "filter lestari"},
			{"name:*Ani Wijaya* email:`ani@example.com`", "name:Ani Wijaya email:ani@example.com"},
			{"*name:*Ani", "*name:*Ani"}, // Slack does not format inside a word
			{"*name:* Ani", "name: Ani"},
			{"*older*:7d", "older:7d"},
			{"`older`:`7d`", "older:7d"},
			{"*_wulan_*", "wulan"}, {"_*wulan*_", "wulan"}, {"*_~`wulan`~_*", "wulan"},
			{"**wulan**", "wulan"}, {"__wulan__", "wulan"}, {"~~wulan~~", "wulan"},
			{"*Ani* *Wijaya*", "Ani Wijaya"},
			{`"*Ani Wijaya*"`, `"Ani Wijaya"`}, {`*"Ani Wijaya"*`, `"Ani Wijaya"`},
			{"(*Ani*), _Budi_; ~Citra~.", "(Ani), Budi; Citra."},
			{"_ani_w@example.com_", "ani_w@example.com"},
			{"*<mailto:ani@example.com|ani@example.com>*", "ani@example.com"},
			{"*<http://tokoani.com|tokoani.com>*", "tokoani.com"},
			{"`older:7d`,`min:100rb`; *Ani*,_Budi_", "older:7d,min:100rb; Ani,Budi"},
			{"name:`Ani`,email:`ani@example.com`,hp:*0812*", "name:Ani,email:ani@example.com,hp:0812"},
			{"older:7d`", "older:7d"}, // what is left of `/unpaid older:7d`, copied
			{"`older:7d", "older:7d"},
		}},
		{"inside words they are letters", [][2]string{
			{"file_name", "file_name"}, {"file_name_x", "file_name_x"}, {"a*b", "a*b"}, {"a*b*c", "a*b*c"},
			{"5*4 *", "5*4 *"},
			{"ani_w@example.com", "ani_w@example.com"},
			{"_ani_@example.com", "_ani_@example.com"},
			{"ani_@example.com _x_", "ani_@example.com x"},
			{"Ma`ruf Ra`uf", "Ma`ruf Ra`uf"},
			{"INV_2026_11", "INV_2026_11"},
			{"* wulan *", "* wulan *"},
			{"**", "**"}, {"_", "_"}, {"~50rb", "~50rb"}, {"*wulan", "*wulan"},
			{`cron "*/30 9 * * 1-5"`, `cron "*/30 9 * * 1-5"`},
			{`cron "*/5,*/7 9 * * *"`, `cron "*/5,*/7 9 * * *"`}, {"cron 0 9 *,1 * *", "cron 0 9 *,1 * *"},
			{`cron "0 9 * * *"`, `cron "0 9 * * *"`},
			{"cron 0 9 1 */2 *", "cron 0 9 1 */2 *"},
			{"`cron 0 9 1 * *`", "cron 0 9 1 * *"},
		}},
		{"emoji are signs", [][2]string{
			{"sekar :cherry_blossom:", "sekar 🌸"},
			{"name:Sekar :cherry_blossom: Florist", "name:Sekar 🌸 Florist"},
			{"Sekar:cherry_blossom: Florist", "Sekar🌸 Florist"},
			{"name::fire: Toko", "name:🔥 Toko"},
			{":fire:", "🔥"}, {":+1:", "👍"}, {":-1:", "👎"}, {":100:", "💯"}, {":thumbsup:", "👍"},
			{":fire::tada:", "🔥🎉"},
			{":+1::skin-tone-3:", "👍🏼"},
			{":wave::skin-tone-6: :fire:", "👋🏿 🔥"},
			{":point_up::skin-tone-2:", "☝🏻"},
			{":skin-tone-4:", "🏽"},
			{":flag-id:", "🇮🇩"}, {":flag-us:", "🇺🇸"}, {":flag-jp:", "🇯🇵"},
			{":heart:", "❤️"}, {":coffee:", "☕"}, {":shopping_bags:", "🛍️"}, {":slightly_smiling_face:", "🙂"},
			{":runner:", "🏃"}, {":runner::skin-tone-3:", "🏃🏼"}, {":memo:", "📝"}, {":pencil:", "📝"}, {":family:", "👪"},
			{":simple_smile:", "🙂"},
			{":staff_of_aesculapius:", "⚕️"}, {":hand_with_index_and_middle_fingers_crossed:", "🤞"},
			{"*:fire:*", "🔥"}, {"`:fire:`", "🔥"}, {"_Toko :fire:_", "Toko 🔥"},
			{"🌸", "🌸"},
		}},
		{"but not what only looks like one", [][2]string{
			{"9:30:15", "9:30:15"}, {"10:100:15", "10:100:15"}, {"09:00,15:00", "09:00,15:00"},
			{":tokoani:", ":tokoani:"}, {":fire", ":fire"}, {"fire:", "fire:"}, {"::", "::"},
			{"name:fire:ani", "name:fire:ani"},
			{"type: invoice sort:oldest", "type: invoice sort:oldest"},
			{":Fire:", ":Fire:"},
			{":flag-i1:", ":flag-i1:"},
		}},
		{"every space is a space", [][2]string{
			{"a\u202Fb\u00A0c\u3000d\u2009e\u2028f\tg\nh\r\ni\u205Fj\u1680k", "a b c d e f g h  i j k"},
			{"a\u2800b\u3164c", "a b c"},
		}},
		{"what cannot be seen goes", [][2]string{
			{"\u2068ani\u2069 \u202Ebudi\u202C \uFEFFcitra\u200B\u00AD\u2060", "ani budi citra"},
			{"a\x00b\x07c\x7F", "abc"},
		}},
		{"wide and unusual signs of numbers, filters and addresses are plain", [][2]string{
			{"older：７d 09∶00 ani＠example．com", "older:7d 09:00 ani@example.com"},
			{"＋６２ ８１２－００００‑1111", "+62 812-0000-1111"},
			{"Ｔｏｋｏ 林", "Ｔｏｋｏ 林"}, {"senin–jumat", "senin–jumat"},
		}},
		{"quotes are straight", [][2]string{
			{"“Ani” „Budi“ «Citra» ‘Dewi’ Ma’ruf", `"Ani" "Budi" "Citra" 'Dewi' Ma'ruf`},
		}},
	} {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			for _, text := range kind.texts {
				if got := NormalizeText(text[0]); got != text[1] {
					t.Errorf("%q: got %q, want %q", text[0], got, text[1])
				}
			}
		})
	}
}

func FuzzNormalizeText(f *testing.F) {
	for _, text := range []string{
		"*_a_* `b`", "<mailto:a@b.c?d|a@b.c>", ":+1::skin-tone-3:", "&amp;lt;<@U1|x>&gt;", "a\u202F\u2068b",
		"<!date^1^{date}|x>", "*a _b* c_", ":flag-id::", "\xff<|>",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, delivered string) {
		got := NormalizeText(delivered)
		if utf8.RuneCountInString(got) > utf8.RuneCountInString(delivered)+len(delivered) {
			t.Fatalf("%q grew to %q", delivered, got)
		}
		for _, r := range got {
			if unicode.IsSpace(r) && r != ' ' || unicode.IsControl(r) {
				t.Fatalf("%q: got %q with %U", delivered, got, r)
			}
		}
		if again := NormalizeText(got); !strings.ContainsAny(delivered, "<>&*_~`:：∶") && again != got {
			t.Fatalf("%q: got %q, and then %q", delivered, got, again)
		}
	})
}
