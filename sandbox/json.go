package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// maxBody limits the size of a request, in bytes. The largest is a form.
const maxBody = 256 << 10

// badRequest is the error for an invalid request. The page shows its text.
type badRequest string

func (e badRequest) Error() string { return string(e) }

// endpoint handles a POST: it decodes the body, calls do, and writes the result as JSON.
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
	if _, ok := errors.AsType[badRequest](err); ok {
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
	_ = json.NewEncoder(w).Encode(value) // ignore a closed page
}

// slackError converts an error of the pretend Slack to a text for the user.
func slackError(err error) error {
	if err == nil {
		return nil
	}
	return badRequest("Slack would not let you do that: " + strings.TrimPrefix(err.Error(), "fakeslack: ") + ".")
}
