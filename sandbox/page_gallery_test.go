package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/message/samples"
	"github.com/mayarbot/mayarbot/sandbox"
	"github.com/mayarbot/mayarbot/sandbox/browsertest"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func walkGallery(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Click("Message gallery")
	page.WaitText("3 messages")
	picture(t, page, "gallery")
	kitchen := page.Within("[data-sample=kitchen]")
	for _, seen := range []string{
		"Header 🎉 <b>not bold</b>", "bold it gone code a link <!channel>", "evil (javascript:alert(1))",
		"quiet @here", "plain *stars* <!channel>", "strong *as is* <!here>", "rich link", "👋", ":nosuch:",
		"@Ayu Contoh", "#finance", "third", "quoted", "immutable=abc==", "Sari <i>Contoh</i>", "500.000",
		"cannot draw “mystery”", "image: a cat", "small print", "cannot draw “file_input”",
		"cannot draw “hologram”", "cannot draw “section”", "English", "Bahasa Indonesia",
	} {
		kitchen.WaitText(seen)
	}
	pings := browsertest.Eval[int](page, `document.querySelectorAll("[data-sample=kitchen] [lang=en] .ping").length`)
	if pings != 3 { // <!channel> and @here in mrkdwn, and the broadcast in rich text
		t.Errorf("%d pings are drawn, want 3", pings)
	}
	links := browsertest.Eval[[]string](
		page, `[...document.querySelectorAll("[data-sample=kitchen] [lang=en] a")].map((a) => a.href)`,
	)
	want := []string{"https://example.com/a?b=1&c=2", "https://example.com/loud", "https://example.com/rich"}
	if diff := cmp.Diff(want, links); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
	kitchen.Click("JSON")
	kitchen.WaitText(`"type": "header"`)
	kitchen.Click("JSON")
	kitchen.WaitGone(`"type": "header"`)
	page.Type("Find a message", "form")
	page.WaitText("Sample field")
	page.WaitGone("Everything at once")
	page.Fill("Find a message", "zzz")
	page.WaitText("There are no samples here.")
	page.Press(kb.Escape + kb.Escape) // the first one empties the field
	page.Wait(`!document.querySelector("#gallery").open`)
	page.Wait(`document.activeElement.id === "open-gallery"`)
	page.Press("\r")
	page.WaitText("Message gallery")
	outOfReach(t, page, "[data-panel=cut]")
	page.Click("Close the gallery")
	page.Wait(`!document.querySelector("#gallery").open`)
}

// Every message of the bot can be drawn, in both languages.
func walkSamples(t *testing.T, browser *browsertest.Browser) {
	server := httptest.NewServer(sandbox.New(sandbox.Config{
		Slack: fakeslack.New(fakeslack.Options{}), Mayar: fakemayar.New(fakemayar.Options{}),
		Languages: []string{"en", "id"},
		Gallery:   func(language string) any { return samples.All(language) },
	}))
	t.Cleanup(server.CloseClientConnections) // the event stream lasts as long as the page
	page := browser.Open(t, server.URL)
	page.WaitText("Nothing here yet")
	page.Click("Message gallery")
	page.WaitText(fmt.Sprintf("%d messages", len(samples.All("en"))))
	// A digest may mention a group; text from a buyer may not mention anybody.
	const suspicious = `[...document.querySelectorAll(".sample")]
		.filter((one) => one.querySelector(
			one.dataset.sample.includes("hostile") ? ".unknown, .ping" : ".unknown, .ping.everybody"))
		.map((one) => one.dataset.sample)`
	for _, name := range browsertest.Eval[[]string](page, suspicious) {
		t.Errorf("sample %s pings, or has a part that cannot be drawn", name)
	}
	const nameless = `[...document.querySelectorAll(".sample:not([data-sample*=hostile]) .mention, .ping.group")]
		.filter((one) => /[CSU]0SAMPLE/.test(one.innerText)).length`
	if n := browsertest.Eval[int](page, nameless); n > 0 {
		t.Errorf("%d people, channels and groups are drawn by their ids", n)
	}
	page.Resize(1280, 900)
	// Tables with a contact column have six columns and scroll.
	const cut = `[...document.querySelectorAll(
		".sample:not([data-sample*=hostile], [data-sample*=worst], [data-sample*=full]) .table-frame")]
		.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.closest(".sample").dataset.sample)`
	if names := browsertest.Eval[[]string](page, cut); len(names) > 0 {
		t.Errorf("tables of %q do not fit", names)
	}
	for _, name := range []string{
		"unpaid-first-page", "links-tiers", "digest-compact-table", "digest-full-table", "digest-full",
		"digests-states", "digest-form-edit", "notice-is-archived",
	} {
		browsertest.Eval[any](
			page, fmt.Sprintf(`(document.querySelector("[data-sample=%s]")?.scrollIntoView(), null)`, name),
		)
		picture(t, page, "sample-"+name)
	}
	page.Dark(true)
	page.Resize(390, 844)
	picture(t, page, "sample-phone")
}

// The page's own module draws each text; tags show the resulting elements.
func walkMrkdwn(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	for _, test := range []struct {
		name, text string
		verbatim   bool
		want       string
	}{
		{name: "plain", text: "Ani &amp; Budi &lt;x&gt; &nbsp;", want: "Ani & Budi <x> &nbsp;"},
		{name: "decoded once", text: "&amp;lt;!channel&amp;gt;", want: "&lt;!channel&gt;"},
		{name: "marks", text: "*b* _i_ ~s~ `c`", want: "[strong:b] [em:i] [s:s] [code:c]"},
		{name: "nested marks", text: "*b _i_*", want: "[strong:b [em:i]]"},
		{name: "marks inside words", text: "2*3*4 snake_case_name", want: "2*3*4 snake_case_name"},
		{name: "lonely marks", text: "* a * _ b", want: "* a * _ b"},
		{name: "marks in code", text: "`*no*`", want: "[code:*no*]"},
		{name: "lines", text: "a\nb", want: "a[br:]b"},
		{name: "quote", text: "a\n&gt; b\n&gt; c\nd", want: "a[blockquote:b[br:]c]d"},
		{name: "fence", text: "a ```x *y* &lt;z&gt;``` b", want: "a [pre:x *y* <z>] b"},
		{name: "open fence", text: "a ```x", want: "a ```x"},
		{name: "link", text: "<https://example.com/?a=1&amp;b=2|*label*>", want: "[a:*label*]"},
		{name: "bold link", text: "*<https://example.com|label>*", want: "[strong:[a:label]]"},
		{name: "mail", text: "<mailto:sari@example.com|sari@example.com>", want: "[a:sari@example.com]"},
		{name: "script", text: "<javascript:alert(1)|x>", want: "x (javascript:alert(1))"},
		{name: "user", text: "<@U0AYU00001> <@UNOBODY>", want: "[span:@Ayu Contoh] [span:@UNOBODY]"},
		{name: "channel", text: "<#C0FINANCE2> <#CX|other>", want: "[span:#finance] [span:#other]"},
		{
			name: "pings", text: "<!channel> <!here|here> <!subteam^S1|@finance>",
			want: "[mark:[span:pings ]@channel] [mark:[span:pings ]@here] [mark:[span:pings ]@finance]",
		},
		{name: "bare ping", text: "@everyone", want: "[mark:[span:pings ]@everyone]"},
		{name: "bare ping verbatim", text: "@everyone", verbatim: true, want: "@everyone"},
		{name: "ping verbatim", text: "<!channel>", verbatim: true, want: "[mark:[span:pings ]@channel]"},
		{name: "bare link", text: "see https://example.com/a.", want: "see [a:https://example.com/a]."},
		{name: "bare link verbatim", text: "https://example.com", verbatim: true, want: "https://example.com"},
		{name: "mail address is no ping", text: "me@here.example", want: "me@here.example"},
		{name: "emoji", text: ":warning: :nosuch: 10:30:45", want: "⚠️ :nosuch: 10:30:45"},
		{name: "date fallback", text: "<!date^x^{date}|someday>", want: "[time:someday]"},
		{name: "markup", text: "<b>x</b> <img src=x onerror=alert(1)>", want: "bx/b img src=x onerror=alert(1)"},
	} {
		quoted, err := json.Marshal(test.text)
		if err != nil {
			t.Fatal(err)
		}
		got := browsertest.Eval[string](page, fmt.Sprintf(`(async () => {
			const {mrkdwn} = await import("/mrkdwn.js");
			const names = {
				user: (id) => ({U0AYU00001: "Ayu Contoh"})[id],
				channel: (id) => ({C0FINANCE2: "finance"})[id],
				verbatim: %t,
			};
			const show = (node) => node.nodeType === 3 ? node.data
				: "[" + node.localName + ":" + [...node.childNodes].map(show).join("") + "]";
			return [...mrkdwn(%s, names).childNodes].map(show).join("");
		})()`, test.verbatim, quoted))
		if strings.TrimSpace(got) != test.want {
			t.Errorf("%s: %q is drawn as %q, want %q", test.name, test.text, got, test.want)
		}
	}
}
