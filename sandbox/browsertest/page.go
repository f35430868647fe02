package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A Page is one tab, or a part of it (see [Page.Within]).
type Page struct {
	t     testing.TB
	ctx   context.Context
	scope string // a CSS selector; empty means the whole page
}

// Within returns the part of the page that matches the CSS selector: the last match, if there are several.
func (p *Page) Within(selector string) *Page {
	return &Page{t: p.t, ctx: p.ctx, scope: selector}
}

// Click clicks the button, link, option or radio button with the given text or label. Where several have it the last is meant, because the
// newest message stands at the end.
func (p *Page) Click(label string) {
	p.t.Helper()
	p.run("click "+label, p.click("clickable", label))
}

// ClickOn clicks the last visible element that matches the CSS selector.
func (p *Page) ClickOn(selector string) {
	p.t.Helper()
	p.run("click on "+selector, p.click("selector", selector))
}

// Type puts the cursor into the field with the given label or placeholder, or the beginning of it, and types. A "\n" presses Enter; the other
// keys are in chromedp/kb.
func (p *Page) Type(label, text string) {
	p.t.Helper()
	p.run("type into "+label, p.click("field", label), keys(text))
}

// Fill replaces what is in the field with the given label.
func (p *Page) Fill(label, text string) {
	p.t.Helper()
	selectAll := chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`)
	p.run("fill "+label, p.click("field", label), selectAll, keys(kb.Backspace+text))
}

// Press presses keys where the cursor is.
func (p *Page) Press(typed string) {
	p.t.Helper()
	p.run("press", keys(typed))
}

// Choose picks the option with the given text in the menu (a select element) with the given label or placeholder. Headless browsers draw no
// native menus, so it says what the browser would say when one is chosen.
func (p *Page) Choose(label, option string) {
	p.t.Helper()
	p.run("choose "+option, p.until("field", label, fmt.Sprintf(`(() => {
		const select = find();
		const option = select && [...select.options].find((one) => squeeze(one.text) === squeeze(%s));
		if (!option) return false;
		select.focus();
		select.value = option.value;
		select.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	})()`, quote(option))))
}

// WaitText waits until the text can be seen. White space of any kind and length counts as one space.
func (p *Page) WaitText(text string) {
	p.t.Helper()
	p.run("wait for "+text, p.until("", text, `!!root && squeeze(root.innerText).includes(squeeze(want))`))
}

// WaitGone waits until the text cannot be seen.
func (p *Page) WaitGone(text string) {
	p.t.Helper()
	p.run(
		"wait until it is gone: "+text, p.until("", text, `!root || !squeeze(root.innerText).includes(squeeze(want))`),
	)
}

// Wait waits until a JavaScript expression is true. It may use root: the element that Within named, or the body.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	p.run("wait for "+expression, p.until("", "", expression))
}

// Text returns what can be read now.
func (p *Page) Text() string {
	p.t.Helper()
	return Eval[string](p, fmt.Sprintf(`(() => { %s; return root ? root.innerText : ""; })()`, p.prelude("", "")))
}

// Eval returns the value of a JavaScript expression.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("eval %s: %v", expression, err)
	}
	return value
}

// Screenshot writes a PNG of what the window shows.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	if err := p.picture(path); err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
}

func (p *Page) picture(path string) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	return os.WriteFile(path, png, 0o600)
}

// run does the steps within the patience, or fails the test and leaves a picture of the page.
func (p *Page) run(what string, steps ...step) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		picture := filepath.Join(p.t.ArtifactDir(), "failed.png")
		if failed := p.picture(picture); failed != nil {
			picture = failed.Error()
		}
		p.t.Fatalf("%s: %v (%s)", what, err, picture)
	}
}
