package bot

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"net"
)

// A frameListener is told of frames that slack-go does not report.
type frameListener struct {
	ping       func()
	disconnect func(reason string)
}

// A tap is a connection that shows frames everything that is read from it.
type tap struct {
	net.Conn
	frames frames
}

func (t *tap) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.frames.feed(p[:n])
	return n, err
}

const (
	opText = 1
	opPing = 9

	// maxNotice is more than a disconnect needs; longer texts are commands and clicks and are not
	// read.
	maxNotice = 1024
)

// frames parses a server's WebSocket frames in a stream that comes in pieces: first the answer to
// the upgrade, then frames, which a server never masks. It only reads and never changes the stream.
type frames struct {
	listener frameListener

	upgraded  bool
	header    []byte // of the frame, or the tail of the upgrade's answer, so far
	opcode    byte
	remaining uint64 // bytes of payload to come
	notice    []byte // text payload that may be a disconnect
}

var endOfHeaders = []byte("\r\n\r\n")

func (f *frames) feed(p []byte) {
	if !f.upgraded {
		p = f.feedUpgrade(p)
	}
	for len(p) > 0 {
		if f.remaining > 0 {
			p = f.feedPayload(p)
		} else {
			p = f.feedHeader(p)
		}
	}
}

func (f *frames) feedUpgrade(p []byte) []byte {
	before := len(f.header)
	f.header = append(f.header, p...)
	end := bytes.Index(f.header, endOfHeaders)
	if end < 0 {
		f.header = f.header[max(0, len(f.header)-len(endOfHeaders)+1):]
		return nil
	}
	f.upgraded, f.header = true, nil
	return p[end+len(endOfHeaders)-before:]
}

// feedHeader reads one byte at a time: a header has ten at most.
func (f *frames) feedHeader(p []byte) []byte {
	f.header = append(f.header, p[0])
	p = p[1:]
	if len(f.header) < 2 {
		return p
	}
	var length uint64
	switch short := f.header[1] & 0x7f; {
	case short < 126:
		length = uint64(short)
	case short == 126 && len(f.header) == 4:
		length = uint64(binary.BigEndian.Uint16(f.header[2:]))
	case short == 127 && len(f.header) == 10:
		length = binary.BigEndian.Uint64(f.header[2:])
	default:
		return p
	}
	f.opcode, f.remaining, f.notice = f.header[0]&0x0f, length, f.notice[:0]
	f.header = f.header[:0]
	if f.opcode == opPing {
		f.listener.ping()
	}
	return p
}

func (f *frames) feedPayload(p []byte) []byte {
	n := min(uint64(len(p)), f.remaining)
	f.remaining -= n
	if f.opcode == opText && len(f.notice)+int(n) <= maxNotice {
		f.notice = append(f.notice, p[:n]...)
		if f.remaining == 0 {
			f.checkDisconnect()
		}
	} else {
		f.opcode = 0
	}
	return p[n:]
}

// checkDisconnect reports a disconnect.
func (f *frames) checkDisconnect() {
	if !bytes.Contains(f.notice, []byte(`"disconnect"`)) {
		return
	}
	var notice struct{ Type, Reason string }
	if json.Unmarshal(f.notice, &notice) == nil && notice.Type == "disconnect" {
		f.listener.disconnect(notice.Reason)
	}
}
