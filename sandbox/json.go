package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// maxBody is the most that the page sends at once: a form, in bytes.
const maxBody = 256 << 10

// errAsk is a request that cannot be done as it was asked; its text is shown on the page.
type errAsk string

func (e errAsk) Error() string { return string(e) }

// endpoint answers a POST: the body is read into an In, and what do returns is written as JSON.
func endpoint[In, Out any](do func(r *http.Request, in In) (Out, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&in); err != nil {
			writeError(w, http.StatusBadRequest, fmt.Sprintf("The sandbox could not read that: %v.", err))
			return
		}
		out, err := do(r, in)
		if err != nil {
			writeError(w, statusOf(err), err.Error())
			return
		}
		writeJSON(w, http.StatusOK, out)
	}
}

func statusOf(err error) int {
	if _, ok := errors.AsType[errAsk](err); ok {
		return http.StatusBadRequest
	}
	return http.StatusConflict
}

func writeError(w http.ResponseWriter, status int, text string) {
	writeJSON(w, status, map[string]string{"error": text})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // a page that has gone away is not worth a word
}

// plain makes an error of the pretend Slack one that a person reads.
func plain(err error) error {
	if err == nil {
		return nil
	}
	return errAsk("Slack would not let you do that: " + strings.TrimPrefix(err.Error(), "fakeslack: ") + ".")
}
