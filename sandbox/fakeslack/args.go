package fakeslack

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxArgs limits the size of a request, in bytes.
const maxArgs = 2 << 20

// args are a call's arguments by name: text as it is, other values as JSON. Slack accepts them in
// the query, as a form or as JSON.
type args map[string]string

func (a args) flag(name string) bool { return isTrue(a[name]) }

func (a args) json(name string) json.RawMessage { return json.RawMessage(a[name]) }

// number reads an integer, or returns fallback.
func (a args) number(name string, fallback int64) int64 {
	if n, err := strconv.ParseInt(a[name], 10, 64); err == nil {
		return n
	}
	return fallback
}

// readArgs reads the arguments, and the token of a form. Slack ignores tokens in the query and in
// JSON. The error is one of Slack's.
func readArgs(w http.ResponseWriter, r *http.Request) (a args, token string, err error) {
	a = args{}
	a.addForm(r.URL.Query())
	r.Body = http.MaxBytesReader(w, r.Body, maxArgs)
	if kind := r.Header.Get("Content-Type"); strings.HasPrefix(kind, "application/json") {
		err = a.readJSON(r.Body)
	} else {
		token, err = a.readForm(r)
	}
	delete(a, "token")
	return a, token, err
}

func (a args) readJSON(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil || len(raw) == 0 {
		return err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		if json.Valid(raw) {
			return apiError("json_not_object")
		}
		return apiError("invalid_json")
	}
	a.addJSON(fields)
	return nil
}

// readForm reads a form of either type and returns its token.
func (a args) readForm(r *http.Request) (token string, err error) {
	parse := r.ParseForm
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		parse = func() error { return r.ParseMultipartForm(maxArgs) }
	}
	if parse() != nil {
		return "", apiError("invalid_form_data")
	}
	a.addForm(r.PostForm)
	return r.PostForm.Get("token"), nil
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
			_ = json.Unmarshal(raw, &text) // it is valid JSON
			a[name] = text
		case 'n':
			a[name] = ""
		default:
			a[name] = string(raw)
		}
	}
}
