package fakeslack

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"sync"
	"time"
	"unicode/utf8"
)

// A response_url accepts five posts within thirty minutes.
const (
	maxResponseURLUses  = 5
	responseURLLifetime = 30 * time.Minute
)

// ResponseURL is the method name of posts to response_urls in Calls, RateLimit, Fail and HoldAPI.
const ResponseURL = "response_url"

// responseURLStore holds the issued response_urls.
type responseURLStore struct {
	now         func() time.Time
	mu          sync.Mutex
	urls        map[string]*responseURL // by path
	lastCleanup time.Time
}

type responseURL struct {
	path    string
	user    string // the acting user; only they see an ephemeral answer
	channel string
	command string // the typed command; "" for a click
	issued  time.Time

	mu           sync.Mutex // serialises posts
	uses         int
	source       string // ts of the message for replace_original and delete_original
	commandShown bool   // the typed command is visible in the channel
	// nil after the first message: the url lives for half an hour and must not keep the message in
	// memory
	first *firstReply
}

// firstReply is the first message that was posted through a url.
type firstReply struct {
	answered chan struct{} // closed when message is set
	message  Message
}

// issue sets the url's address and returns its future first message.
func (s *responseURLStore) issue(path string, u *responseURL) *firstReply {
	first := &firstReply{answered: make(chan struct{})}
	u.path, u.first, u.issued = path+"/"+newSecret(), first, s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.issued.Sub(s.lastCleanup) > time.Minute {
		maps.DeleteFunc(s.urls, func(_ string, old *responseURL) bool {
			return u.issued.Sub(old.issued) > responseURLLifetime
		})
		s.lastCleanup = u.issued
	}
	s.urls[u.path] = u
	return first
}

func (s *responseURLStore) get(path string) (*responseURL, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.urls[path]
	return u, ok
}

// serveResponseURL handles a post to a response_url.
func (s *Server) serveResponseURL(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	// Parse the body only once: in benchmarks the fake shares the processor with the bot.
	var fields map[string]json.RawMessage
	malformed := json.Unmarshal(body, &fields)
	recorded := args{}
	recorded.addJSON(fields)
	s.serveCall(w, r, ResponseURL, recorded, func() response { return s.useResponseURL(r.URL.Path, fields, malformed) })
}

// useResponseURL handles the fields of a post. It reports malformed JSON only if the url is valid.
func (s *Server) useResponseURL(path string, fields map[string]json.RawMessage, malformed error) response {
	u, ok := s.responseURLs.get(path)
	if !ok {
		return textResponse(http.StatusNotFound, "expired_url")
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case s.opts.Aging().Sub(u.issued) > responseURLLifetime:
		return textResponse(http.StatusNotFound, "expired_url")
	case u.uses >= maxResponseURLUses:
		return textResponse(http.StatusNotFound, "used_url")
	}
	in, err := readAnswer(fields)
	if malformed != nil || err != nil {
		return textResponse(http.StatusBadRequest, "invalid_payload")
	}
	if err := s.postAnswer(u, in); err != nil {
		return errorResponse(err)
	}
	u.uses++
	return textResponse(http.StatusOK, "ok")
}

// answer is a message from the app, through a response_url or in the acknowledgement of a command.
type answer struct {
	ResponseType    string
	ReplaceOriginal any // Slack's own examples have true and "true"
	DeleteOriginal  any
	Text            string
	Blocks          json.RawMessage
	Attachments     json.RawMessage
	Thread          string
}

// readAnswer decodes an answer. It returns an error for a field of the wrong type.
func readAnswer(fields map[string]json.RawMessage) (answer, error) {
	in := answer{Blocks: fields["blocks"], Attachments: fields["attachments"]}
	for name, into := range map[string]any{
		"response_type": &in.ResponseType, "replace_original": &in.ReplaceOriginal,
		"delete_original": &in.DeleteOriginal,
		"text":            &in.Text, "thread_ts": &in.Thread,
	} {
		raw, given := fields[name]
		if !given {
			continue
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return answer{}, err
		}
	}
	return in, nil
}

// postAnswer applies an answer. The caller holds u.mu.
func (s *Server) postAnswer(u *responseURL, in answer) error {
	if isTrue(in.DeleteOriginal) {
		s.deleteSource(u)
		return nil
	}
	if in.Text == "" && emptyBlocks(in.Blocks) && emptyBlocks(in.Attachments) {
		return apiError("no_text")
	}
	if utf8.RuneCountInString(in.Text) > maxText {
		return apiError("msg_too_long")
	}
	if !s.opts.TrustBlocks {
		if err := s.checkBlocks(in.Blocks); err != nil {
			return err
		}
		in.Blocks = withIDs(in.Blocks)
	}
	if isTrue(in.ReplaceOriginal) && s.replaceSource(u, in) {
		return nil
	}
	inChannel := in.ResponseType == "in_channel"
	if inChannel && u.command != "" && !u.commandShown {
		u.commandShown = true
		s.post(Message{Channel: u.channel, User: u.user, Text: u.command})
	}
	m := Message{
		Channel: u.channel, User: BotUser, BotID: BotID, Text: in.Text, Blocks: in.Blocks, Thread: in.Thread,
	}
	if !inChannel {
		m.Ephemeral, m.To = true, u.user
	}
	u.recordPost(s.post(m))
	return nil
}

// recordPost remembers the posted message. The url of a click keeps pointing at the clicked
// message.
func (u *responseURL) recordPost(m Message) {
	if u.command != "" {
		u.source = m.TS
	}
	u.announceFirst(m)
}

func (u *responseURL) announceFirst(m Message) {
	if u.first == nil {
		return
	}
	u.first.message = m
	close(u.first.answered)
	u.first = nil
}

// replaceSource edits the url's source message. Its visibility does not change: an ephemeral
// message never becomes public.
func (s *Server) replaceSource(u *responseURL, in answer) bool {
	m, ok := s.messages.edit(u.channel, u.source, func(m *Message) {
		m.Text, m.Blocks = in.Text, in.Blocks
	})
	if ok {
		u.announceFirst(m)
		s.messagesChanged(m)
	}
	return ok
}

func (s *Server) deleteSource(u *responseURL) {
	m, ok := s.messages.get(u.channel, u.source)
	if ok && s.messages.remove(u.channel, u.source) {
		s.messagesChanged(m)
	}
}
