package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keys presses one key after the other. Unlike chromedp's own, a key that types a character is one
// event with its text, like on a real keyboard. So a page that prevents the key gets no character
// either, and Enter in a list does not also submit the form.
func keys(text string) step {
	return func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		for _, r := range text {
			for _, event := range strokes(r) {
				if _, err := cdp.Call(ctx, tab, input.DispatchKeyEvent, event); err != nil {
					return none, err
				}
			}
		}
		return none, nil
	}
}

// strokes are the press and the release of one key.
func strokes(r rune) []input.DispatchKeyEventParams {
	var down, up input.DispatchKeyEventParams
	for _, event := range kb.Encode(r) {
		switch event.Type {
		case kb.KeyDown:
			down.Type, down.Key, down.Code, down.Modifiers = event.Type, event.Key, event.Code, event.Modifiers
			down.NativeVirtualKeyCode = event.NativeVirtualKeyCode
			down.WindowsVirtualKeyCode = event.WindowsVirtualKeyCode
		case kb.KeyChar:
			down.Text, down.UnmodifiedText = event.Text, event.UnmodifiedText
		default:
			up = *event
		}
	}
	return []input.DispatchKeyEventParams{down, up}
}
