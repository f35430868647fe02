package fakeslack

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxArgs is how much of a request is read, in bytes.
const maxArgs = 2 << 20

// args are the arguments of a call by name: text as it is, everything else as JSON. Slack takes them in the query, as a form or as JSON.
type args map[string]string

func (a args) flag(name string) bool { return truth(a[name]) }

func (a args) json(name string) json.RawMessage { return json.RawMessage(a[name]) }

// number reads an integer; fallback when there is none.
func (a args) number(name string, fallback int64) int64 {
	if n, err := strconv.ParseInt(a[name], 10, 64); err == nil {
		return n
	}
	return fallback
}

func readArgs(w http.ResponseWriter, r *http.Request) (args, error) {
	a := args{}
	a.addForm(r.URL.Query())
	kind := r.Header.Get("Content-Type")
	if strings.HasPrefix(kind, "multipart/form-data") {
		r.Body = http.MaxBytesReader(w, r.Body, maxArgs)
		if err := r.ParseMultipartForm(maxArgs); err != nil {
			return nil, err
		}
		a.addForm(r.PostForm)
		return a, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxArgs))
	if err != nil || len(body) == 0 {
		return a, err
	}
	if strings.HasPrefix(kind, "application/json") {
		var fields map[string]json.RawMessage
		err := json.Unmarshal(body, &fields)
		a.addJSON(fields)
		return a, err
	}
	form, err := url.ParseQuery(string(body))
	a.addForm(form)
	return a, err
}

func (a args) addForm(form url.Values) {
	for name, values := range form {
		a[name] = values[0]
	}
}

func (a args) addJSON(fields map[string]json.RawMessage) {
	for name, raw := range fields {
		switch raw[0] {
		case '"':
			var text string
			_ = json.Unmarshal(raw, &text) // it was read once already
			a[name] = text
		case 'n':
			a[name] = ""
		default:
			a[name] = string(raw)
		}
	}
}
