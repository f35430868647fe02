package browsertest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chromedp/chromedp"
)

// library finds visible elements by the words on them, like a person. While a dialog is open,
// elements behind it cannot be reached.
const library = `
	const squeeze = (text) => text.replace(/\s+/g, " ").trim();
	const visible = (node) => node.checkVisibility({visibilityProperty: true}) && node.getClientRects().length > 0;
	const labels = (node) => [...(node.labels ?? [])]
		.map((label) => squeeze(label.innerText).replace(/ \(optional\)$/, ""));
	const words = (node) => {
		if (!node.querySelector("[aria-hidden=true]")) return node.innerText;
		const copy = node.cloneNode(true);
		copy.querySelectorAll("[aria-hidden=true]").forEach((hidden) => hidden.remove());
		return copy.textContent;
	};
	const names = (node) => [
		node.getAttribute("aria-label"), node.placeholder, words(node), node.options?.[0]?.text, ...labels(node),
	].filter(Boolean).map(squeeze);
	const kinds = {
		clickable: "button, a, summary, label, [role=option], [role=menuitem]",
		field: "input, textarea, select",
	};
	const matches = (node) => kind === "selector" || names(node).some((name) => name === squeeze(want))
		|| (kind === "field" && names(node).some((name) => name.startsWith(squeeze(want))));
	const find = () => root && [...root.querySelectorAll(kind === "selector" ? want : kinds[kind])]
		.filter((node) => visible(node) && matches(node)).at(-1);

	// middle returns the point to click, once the element does not move and nothing covers it.
	const middle = () => {
		const node = find();
		if (!node) return null;
		node.scrollIntoView({block: "nearest", behavior: "instant"});
		const box = node.getBoundingClientRect();
		const point = {x: box.x + box.width / 2, y: box.y + box.height / 2};
		const before = window.lastMiddle;
		window.lastMiddle = point;
		if (before?.x !== point.x || before?.y !== point.y) return null;
		const top = document.elementFromPoint(point.x, point.y);
		return top && (node.contains(top) || top.contains(node)) ? point : null;
	};`

// prelude defines root, kind and want for an expression, and the library.
func (p *Page) prelude(kind, want string) string {
	return fmt.Sprintf(`const kind = %s, want = %s, scope = %s;
	const last = (selector) => [...document.querySelectorAll(selector)].at(-1);
	const root = scope ? last(scope) : last("dialog[open]") ?? document.body;
	%s`, quote(kind), quote(want), quote(p.scope), library)
}

// quote writes text as a JavaScript string.
func quote(text string) string {
	encoded, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string can always be encoded
	}
	return string(encoded)
}

// wait evaluates an expression until it is true, and returns its value. It has its own loop,
// because chromedp's needs eval, which the page's content security policy forbids.
func wait[T any](p *Page, kind, want, expression string) chromedp.Action[T] {
	return chromedp.Evaluate[T](fmt.Sprintf(`(async () => {
		for (;;) {
			const value = (() => { %s; return %s; })();
			if (value) return value;
			await new Promise((again) => setTimeout(again, 20));
		}
	})()`, p.prelude(kind, want), expression), chromedp.EvalAwaitPromise)
}

func (p *Page) until(kind, want, expression string) step {
	return func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		_, err = wait[bool](p, kind, want, "!!("+expression+")")(ctx, tab)
		return none, err
	}
}

// click moves the mouse to the element and presses the button.
func (p *Page) click(kind, want string) step {
	return func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		at, err := wait[struct{ X, Y float64 }](p, kind, want, "middle()")(ctx, tab)
		if err != nil {
			return none, err
		}
		return chromedp.MouseClickXY(at.X, at.Y)(ctx, tab)
	}
}
