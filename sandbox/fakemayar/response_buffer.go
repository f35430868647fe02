package fakemayar

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strconv"
)

// maxBody limits the size of a request body, in bytes. Mayar's own limit is not known.
const maxBody = 1 << 20

func readBody(r *http.Request) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	r.Body = io.NopCloser(bytes.NewReader(body))
	return err
}

// A responseBuffer holds a response until it is sent, so that a fault can truncate it.
type responseBuffer struct {
	header http.Header
	code   int
	body   bytes.Buffer
	drop   bool // send nothing and close the connection
	cut    bool // send half of what Content-Length announces, then close the connection
}

func (b *responseBuffer) Header() http.Header {
	if b.header == nil {
		b.header = make(http.Header)
	}
	return b.header
}

func (b *responseBuffer) Write(p []byte) (int, error) { return b.body.Write(p) }

func (b *responseBuffer) WriteHeader(code int) { b.code = code }

// status returns the code for the request log: 0 if no status line was sent.
func (b *responseBuffer) status() int {
	if b.drop {
		return 0
	}
	return orDefault(b.code, http.StatusOK)
}

func (b *responseBuffer) send(w http.ResponseWriter) {
	if b.drop {
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), b.header)
	w.Header().Set("Content-Length", strconv.Itoa(b.body.Len()))
	w.WriteHeader(b.status())
	if b.cut {
		w.Write(b.body.Bytes()[:b.body.Len()/2])
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	w.Write(b.body.Bytes())
}

// reply writes v as compact JSON that keeps < > & unescaped, like Node.
func reply(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(code)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("fakemayar: an answer that is not JSON: " + err.Error())
	}
}
