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

// Within returns the last part of the page that matches the CSS selector.
func (p *Page) Within(selector string) *Page {
	return &Page{t: p.t, ctx: p.ctx, scope: selector}
}

// Click clicks the last button, link, option or radio button with this text or label: the newest
// message is at the end.
func (p *Page) Click(label string) {
	p.t.Helper()
	p.run("click "+label, p.click("clickable", label))
}

// ClickOn clicks the last visible element that matches the CSS selector.
func (p *Page) ClickOn(selector string) {
	p.t.Helper()
	p.run("click on "+selector, p.click("selector", selector))
}

// Type focuses the field with this label or placeholder, or its beginning, and types. A "\n"
// presses Enter; the other keys are in chromedp/kb.
func (p *Page) Type(label, text string) {
	p.t.Helper()
	p.run("type into "+label, p.click("field", label), keys(text))
}

// Fill replaces the text of the field with this label.
func (p *Page) Fill(label, text string) {
	p.t.Helper()
	selectAll := chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`)
	p.run("fill "+label, p.click("field", label), selectAll, keys(kb.Backspace+text))
}

// Press presses keys in the focused element.
func (p *Page) Press(typed string) {
	p.t.Helper()
	p.run("press", keys(typed))
}

// Choose picks the option with this text in the menu (a select element) with this label or
// placeholder. Headless browsers draw no native menus, so it fires the event of a choice instead.
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

// WaitText waits until the text is visible. Any white space counts as one space.
func (p *Page) WaitText(text string) {
	p.t.Helper()
	p.run("wait for "+text, p.until("", text, `!!root && squeeze(root.innerText).includes(squeeze(want))`))
}

// WaitGone waits until the text is not visible.
func (p *Page) WaitGone(text string) {
	p.t.Helper()
	p.run(
		"wait until it is gone: "+text, p.until("", text, `!root || !squeeze(root.innerText).includes(squeeze(want))`),
	)
}

// Wait waits until a JavaScript expression is true. It may use root: the element of Within, or the
// body.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	p.run("wait for "+expression, p.until("", "", expression))
}

// Text returns the visible text.
func (p *Page) Text() string {
	p.t.Helper()
	return Eval[string](p, fmt.Sprintf(`(() => { %s; return root ? root.innerText : ""; })()`, p.prelude("", "")))
}

// Eval returns the value of a JavaScript expression.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("eval %s: %v", expression, err)
	}
	return value
}

// Screenshot saves the window's content as a PNG.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	if err := p.saveScreenshot(path); err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
}

func (p *Page) saveScreenshot(path string) error {
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	return os.WriteFile(path, png, 0o600)
}

// run does the steps before the timeout, or fails the test and saves a screenshot.
func (p *Page) run(what string, steps ...step) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		picture := filepath.Join(p.t.ArtifactDir(), "failed.png")
		if failed := p.saveScreenshot(picture); failed != nil {
			picture = failed.Error()
		}
		p.t.Fatalf("%s: %v (%s)", what, err, picture)
	}
}
