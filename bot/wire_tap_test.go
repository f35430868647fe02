package bot

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// frame returns one frame of a server.
func frame(opcode byte, payload string) []byte {
	head := []byte{0x80 | opcode}
	switch n := len(payload); {
	case n < 126:
		head = append(head, byte(n))
	case n < 1<<16:
		head = append(head, 126, byte(n>>8), byte(n))
	default:
		head = append(head, 127, 0, 0, 0, 0, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(head, payload...)
}

// listenInPieces feeds the stream in pieces of the given size and returns what the listener was
// told.
func listenInPieces(stream []byte, size int) []string {
	var got []string
	f := frames{listener: frameListener{
		ping:       func() { got = append(got, "ping") },
		disconnect: func(reason string) { got = append(got, reason) },
	}}
	for len(stream) > 0 {
		n := min(size, len(stream))
		f.feed(stream[:n])
		stream = stream[n:]
	}
	return got
}

func serverStream() []byte {
	return bytes.Join([][]byte{
		[]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nX: \x89\r\n\r\n"),
		frame(opPing, ""),
		frame(opText, `{"type":"hello","num_connections":1}`),
		frame(opText, `{"type":"slash_commands","payload":{"text":"`+strings.Repeat(`\"disconnect\" `, 5000)+`"}}`),
		frame(opPing, "ping from applink"),
		frame(opText, `{"type":"slash_commands","payload":{"text":"{\"type\":\"disconnect\",\"reason\":\"forged\"}"}}`),
		frame(opText, strings.Repeat("x", 300)),
		frame(opText, `{"type":"disconnect","reason":"too_many_websockets","debug_info":{"host":"wss-1"}}`),
		frame(8, "\x03\xe8bye"),
	}, nil)
}

func TestFramesInPieces(t *testing.T) {
	t.Parallel()
	want := []string{"ping", "ping", "too_many_websockets"}
	for _, size := range []int{1, 2, 3, 7, 100, 4096, 1 << 20} {
		if diff := cmp.Diff(want, listenInPieces(serverStream(), size)); diff != "" {
			t.Errorf("in pieces of %d bytes (-want +got):\n%s", size, diff)
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add(serverStream(), uint8(3))
	f.Fuzz(func(t *testing.T, stream []byte, size uint8) {
		one := listenInPieces(stream, 1)
		if diff := cmp.Diff(one, listenInPieces(stream, int(size)+1)); diff != "" {
			t.Errorf("it matters how the stream is cut (-in bytes +in pieces):\n%s", diff)
		}
	})
}
