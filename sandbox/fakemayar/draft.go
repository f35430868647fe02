package fakemayar

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strconv"
)

// maxBody is how much of a request is read, in bytes. Mayar's own bound is not known.
const maxBody = 1 << 20

func readBody(r *http.Request) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	r.Body = io.NopCloser(bytes.NewReader(body))
	return err
}

// A draft is an answer before it is sent, so that a fault can still cut it.
type draft struct {
	header http.Header
	code   int
	body   bytes.Buffer
	drop   bool // send nothing and close the connection
	cut    bool // send half of what Content-Length announces, then close the connection
}

func (d *draft) Header() http.Header {
	if d.header == nil {
		d.header = make(http.Header)
	}
	return d.header
}

func (d *draft) Write(p []byte) (int, error) { return d.body.Write(p) }

func (d *draft) WriteHeader(code int) { d.code = code }

// status is what the journal shows: 0 when no status line was sent.
func (d *draft) status() int {
	if d.drop {
		return 0
	}
	return orDefault(d.code, http.StatusOK)
}

func (d *draft) send(w http.ResponseWriter) {
	if d.drop {
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), d.header)
	w.Header().Set("Content-Length", strconv.Itoa(d.body.Len()))
	w.WriteHeader(d.status())
	if d.cut {
		w.Write(d.body.Bytes()[:d.body.Len()/2])
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	w.Write(d.body.Bytes())
}

// reply writes v as Node would: compact, and with < > & as they are.
func reply(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(code)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("fakemayar: an answer that is not JSON: " + err.Error())
	}
}
