package message_test

import (
	"testing"

	"github.com/mayarbot/mayarbot/message"
)

func TestSmallTalk(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ kind, asks bool }{
		"halo": {kind: true}, "Haloo!!": {kind: true}, "hi there": {kind: true}, "selamat pagi, kak": {kind: true},
		"thanks":             {kind: true},
		"Thank you so much!": {kind: true}, "terima kasih banyak 🙏": {kind: true}, "👍": {kind: true},
		"ok": {kind: true}, "apa kabar?": {kind: true},
		"bantuan": {asks: true}, "What can you do?": {asks: true}, "kamu bisa apa": {asks: true},
		"siapa kamu?":                   {asks: true},
		"halo, siapa yang belum bayar?": {}, "apa": {kind: true}, "unpaid": {}, "ani": {}, "terima uang": {}, "123": {},
		"halo halo halo halo halo halo halo": {},
	} {
		if got := message.IsSmallTalk(text); got != want.kind {
			t.Errorf("%q is small talk: %v", text, got)
		}
		if got := message.AsksForHelp(text); got != want.asks {
			t.Errorf("%q asks for help: %v", text, got)
		}
	}
}
