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

// A response_url may be used five times in thirty minutes.
const (
	replyUses = 5
	replyLife = 30 * time.Minute
)

// ResponseURL is the method under which Calls lists posts to response_urls, and by which RateLimit, Fail and HoldAPI find them.
const ResponseURL = "response_url"

// replyBook knows the response_urls.
type replyBook struct {
	now   func() time.Time
	mu    sync.Mutex
	urls  map[string]*replyURL // by path
	swept time.Time
}

type replyURL struct {
	path    string
	user    string // who acted, and the only one who sees an ephemeral answer
	channel string
	command string // what was typed; "" for a click
	issued  time.Time

	mu     sync.Mutex // one use at a time
	uses   int
	source string // ts of what replace_original and delete_original are about
	told   bool   // the typed command was shown to the channel
	// nil once it came: the url lives on for its half hour, and only who waits for the message keeps it
	first *firstReply
}

// firstReply is the first message that came through a url.
type firstReply struct {
	answered chan struct{} // closed with the message
	message  Message
}

// issue gives a url its address, and returns what comes through it first.
func (b *replyBook) issue(path string, u *replyURL) *firstReply {
	first := &firstReply{answered: make(chan struct{})}
	u.path, u.first, u.issued = path+"/"+newSecret(), first, b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	if u.issued.Sub(b.swept) > time.Minute {
		maps.DeleteFunc(b.urls, func(_ string, old *replyURL) bool { return u.issued.Sub(old.issued) > replyLife })
		b.swept = u.issued
	}
	b.urls[u.path] = u
	return first
}

func (b *replyBook) get(path string) (*replyURL, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	u, ok := b.urls[path]
	return u, ok
}

// serveReply takes a post to a response_url.
func (s *Server) serveReply(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	// It is read once, for the record of calls and for the answer: the fake shares the processor with what it measures.
	var fields map[string]json.RawMessage
	malformed := json.Unmarshal(body, &fields)
	recorded := args{}
	recorded.addJSON(fields)
	s.perform(w, r, ResponseURL, recorded, func() response { return s.useReply(r.URL.Path, fields, malformed) })
}

// useReply answers a post of these fields, or of what is malformed: that matters only where there is a url to post to.
func (s *Server) useReply(path string, fields map[string]json.RawMessage, malformed error) response {
	u, ok := s.replies.get(path)
	if !ok {
		return plain(http.StatusNotFound, "expired_url")
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case s.opts.Aging().Sub(u.issued) > replyLife:
		return plain(http.StatusNotFound, "expired_url")
	case u.uses >= replyUses:
		return plain(http.StatusNotFound, "used_url")
	}
	in, err := readAnswer(fields)
	if malformed != nil || err != nil {
		return plain(http.StatusBadRequest, "invalid_payload")
	}
	if err := s.answer(u, in); err != nil {
		return failed(err)
	}
	u.uses++
	return plain(http.StatusOK, "ok")
}

// answer is what an app says through a response_url, or in the acknowledgement of a command.
type answer struct {
	ResponseType    string
	ReplaceOriginal any // Slack's own examples have true and "true"
	DeleteOriginal  any
	Text            string
	Blocks          json.RawMessage
	Attachments     json.RawMessage
	Thread          string
}

// readAnswer takes an answer out of its JSON. The error is that of a member of another kind than it must be.
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

// answer does what the app says. The caller holds u.mu.
func (s *Server) answer(u *replyURL, in answer) error {
	if truth(in.DeleteOriginal) {
		s.deleteSource(u)
		return nil
	}
	if in.Text == "" && meaninglessBlocks(in.Blocks) && meaninglessBlocks(in.Attachments) {
		return apiError("no_text")
	}
	if utf8.RuneCountInString(in.Text) > maxText {
		return apiError("msg_too_long")
	}
	if err := s.checkBlocks(in.Blocks); err != nil {
		return err
	}
	if truth(in.ReplaceOriginal) && s.replaceSource(u, in) {
		return nil
	}
	inChannel := in.ResponseType == "in_channel"
	if inChannel && u.command != "" && !u.told {
		u.told = true
		s.post(Message{Channel: u.channel, User: u.user, Text: u.command})
	}
	m := Message{
		Channel: u.channel, User: BotUser, BotID: BotID, Text: in.Text, Blocks: withIDs(in.Blocks), Thread: in.Thread,
	}
	if !inChannel {
		m.Ephemeral, m.To = true, u.user
	}
	u.posted(s.post(m))
	return nil
}

// posted remembers what came through the url. A click's url stays about the message that was clicked.
func (u *replyURL) posted(m Message) {
	if u.command != "" {
		u.source = m.TS
	}
	u.note(m)
}

func (u *replyURL) note(m Message) {
	if u.first == nil {
		return
	}
	u.first.message = m
	close(u.first.answered)
	u.first = nil
}

// replaceSource edits the message that the url is about. It stays as visible as it was: nothing turns an ephemeral message into a public one.
func (s *Server) replaceSource(u *replyURL, in answer) bool {
	m, ok := s.timelines.edit(u.channel, u.source, func(m *Message) {
		m.Text, m.Blocks = in.Text, withIDs(in.Blocks)
	})
	if ok {
		u.note(m)
		s.messagesChanged(m)
	}
	return ok
}

func (s *Server) deleteSource(u *replyURL) {
	m, ok := s.timelines.get(u.channel, u.source)
	if ok && s.timelines.remove(u.channel, u.source) {
		s.messagesChanged(m)
	}
}
