package fakeslack

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// apiCall is one call of a Web API method.
type apiCall struct {
	ctx    context.Context
	method string
	args   args
	host   string // the Host header
}

// apiMethod describes one Web API method.
type apiMethod struct {
	scopes []string // one of them is enough; empty means that none is needed
	app    bool     // takes the app token instead of the bot token
	run    func(*Server, apiCall) (object, error)
}

// allMethods lists the supported Web API methods. Each family has its own file.
func allMethods() map[string]apiMethod {
	all := map[string]apiMethod{}
	families := []map[string]apiMethod{
		authMethods, chatMethods, scheduleMethods, viewMethods, conversationMethods, userMethods, fileMethods,
	}
	for _, family := range families {
		maps.Copy(all, family)
	}
	return all
}

var apiMethods = allMethods()

// knownScopes lists the scopes of all methods, and those that only Slack itself checks.
func knownScopes() []string {
	scopes := []string{"app_mentions:read", "commands", "chat:write.public", "users:read.email"}
	for _, method := range apiMethods {
		scopes = append(scopes, method.scopes...)
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

// An Error is a response with ok:false.
type Error struct {
	Code     string   // "channel_not_found"
	Messages []string // with JSON pointers, for invalid_blocks and invalid_arguments
	Needed   string   // the missing scope
	Provided string   // the token's scopes
}

func (e *Error) Error() string { return e.Code }

func apiError(code string) error { return &Error{Code: code} }

func rejected(code string, messages ...string) error { return &Error{Code: code, Messages: messages} }

// serveAPI answers one call of the Web API.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	a, token, malformed := readArgs(w, r)
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		token = strings.TrimSpace(bearer)
	} else if name == "apps.connections.open" {
		token = "" // accepts the header only
	}
	s.serveCall(w, r, name, a, func() response {
		if malformed != nil {
			return errorResponse(malformed)
		}
		answer, err := s.callMethod(apiCall{ctx: r.Context(), method: name, args: a, host: r.Host}, token)
		resp := errorResponse(err)
		if err == nil {
			answer["ok"] = true
			resp = response{status: http.StatusOK, kind: "application/json; charset=utf-8", body: encode(answer)}
		}
		if token == s.opts.BotToken {
			resp.scopes = strings.Join(s.opts.Scopes, ",")
		}
		return resp
	})
}

func (s *Server) callMethod(c apiCall, token string) (object, error) {
	method, ok := apiMethods[c.method]
	if !ok {
		return nil, apiError("unknown_method")
	}
	if err := s.authorize(method, token); err != nil {
		return nil, err
	}
	return method.run(s, c)
}

func (s *Server) authorize(method apiMethod, token string) error {
	switch {
	case token == "":
		return apiError("not_authed")
	case token != s.opts.BotToken && token != s.opts.AppToken:
		return apiError("invalid_auth")
	case method.app != (token == s.opts.AppToken):
		return apiError("not_allowed_token_type")
	case method.app || len(method.scopes) == 0 || s.hasScope(method.scopes...):
		return nil
	}
	return s.missingScope(method.scopes[0])
}

func (s *Server) missingScope(needed string) error {
	return &Error{Code: "missing_scope", Needed: needed, Provided: strings.Join(s.opts.Scopes, ",")}
}

func (s *Server) hasScope(any ...string) bool {
	return slices.ContainsFunc(any, func(scope string) bool { return slices.Contains(s.opts.Scopes, scope) })
}

// response is the HTTP response of a call.
type response struct {
	status     int
	kind       string // Content-Type
	body       []byte
	code       string // Slack's error
	scopes     string // X-OAuth-Scopes
	retryAfter string
}

func textResponse(status int, body string) response {
	resp := response{status: status, kind: "text/plain; charset=utf-8", body: []byte(body)}
	if status != http.StatusOK {
		resp.code = body
	}
	return resp
}

// errorResponse is the response for an error.
func errorResponse(err error) response {
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{Code: "internal_error"}
	}
	body := object{"ok": false, "error": e.Code}
	if len(e.Messages) > 0 {
		body["errors"] = e.Messages
		body["response_metadata"] = object{"messages": prefixed(e.Messages)}
	}
	if e.Needed != "" {
		body["needed"], body["provided"] = e.Needed, e.Provided
	}
	return response{status: http.StatusOK, kind: "application/json; charset=utf-8", body: encode(body), code: e.Code}
}

func prefixed(messages []string) []string {
	out := make([]string, len(messages))
	for i, message := range messages {
		out[i] = "[ERROR] " + message
	}
	return out
}

// serveCall runs a call under the planned faults, logs it, and answers.
func (s *Server) serveCall(w http.ResponseWriter, r *http.Request, method string, a args, run func() response) {
	at := time.Now()
	if !s.waitWhileHeld(r.Context(), method) {
		panic(http.ErrAbortHandler)
	}
	fault, faulty := s.faults.nextFailure(method)
	var resp response
	if !faulty || fault.AfterDelivery {
		resp = run()
	}
	switch {
	case !faulty:
	case fault.Drop:
		resp = response{code: "dropped"}
	default:
		resp = fault.response()
	}
	s.calls.add(Call{At: at, Took: time.Since(at), Method: method, Args: a, Status: resp.status, Error: resp.code})
	s.log.Debug("API call answered", "method", method, "status", resp.status, "error", resp.code)
	s.changed(Change{Kind: ChangedCalls})
	if faulty && fault.Drop {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	resp.write(w)
}

func (resp response) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", resp.kind)
	if resp.scopes != "" {
		w.Header().Set("X-OAuth-Scopes", resp.scopes)
	}
	if resp.retryAfter != "" {
		w.Header().Set("Retry-After", resp.retryAfter)
	}
	w.WriteHeader(resp.status)
	_, _ = w.Write(resp.body)
}
