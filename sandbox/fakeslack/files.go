package fakeslack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

var fileMethods = map[string]apiMethod{
	"files.getUploadURLExternal":   {scopes: []string{"files:write"}, run: uploadURL},
	"files.completeUploadExternal": {scopes: []string{"files:write"}, run: completeUpload},
}

// maxFile is the maximum size of a file, in bytes.
const maxFile = 64 << 20

// A File is an uploaded file.
type File struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title"`
	Size  int    `json:"size"`
	URL   string `json:"url_private"` // address of its content
}

type fileStore struct {
	mu    sync.Mutex
	files map[string]*storedFile
}

type storedFile struct {
	file     File
	length   int64 // as announced by the bot
	content  []byte
	uploaded bool
	complete bool
}

func uploadURL(s *Server, c apiCall) (object, error) {
	name, length := c.args["filename"], c.args.number("length", 0)
	switch {
	case name == "":
		return nil, rejected("invalid_arguments", "missing required field: filename")
	case length <= 0:
		return nil, rejected("invalid_arguments", "missing required field: length")
	case length > maxFile:
		return nil, apiError("file_too_large")
	}
	id := newID("F")
	base := s.baseURLFor(c.host)
	s.files.mu.Lock()
	defer s.files.mu.Unlock()
	s.files.files[id] = &storedFile{
		file:   File{ID: id, Name: name, Title: name, URL: base + "/files/" + id + "/" + url.PathEscape(name)},
		length: length,
	}
	return object{"file_id": id, "upload_url": base + "/upload/" + id}, nil
}

// baseURLFor returns the server's address with the host that the bot used: clients send their token
// only to that host.
func (s *Server) baseURLFor(host string) string {
	if s.http != nil {
		return "http://" + host
	}
	return s.base()
}

func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	content, err := readUpload(w, r)
	if err != nil {
		http.Error(w, "cannot read the file", http.StatusBadRequest)
		return
	}
	s.files.mu.Lock()
	defer s.files.mu.Unlock()
	stored, ok := s.files.files[r.PathValue("id")]
	if !ok || stored.uploaded || int64(len(content)) != stored.length {
		http.Error(w, "this upload was not announced", http.StatusNotFound)
		return
	}
	stored.content, stored.uploaded, stored.file.Size = content, true, len(content)
	fmt.Fprintf(w, "OK - %d", len(content))
}

// readUpload reads a file from the body, or from the first file of a form: clients use both.
func readUpload(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxFile+1<<20)
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return io.ReadAll(r.Body)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(part)
		}
	}
}

func completeUpload(s *Server, c apiCall) (object, error) {
	var wanted []struct{ ID, Title string }
	if err := json.Unmarshal(c.args.json("files"), &wanted); err != nil || len(wanted) == 0 {
		return nil, apiError("invalid_arguments")
	}
	var targets []Channel
	for _, id := range strings.FieldsFunc(c.args["channel_id"]+","+c.args["channels"], func(r rune) bool {
		return r == ','
	}) {
		channel, err := s.channelOfBot(id)
		if err != nil {
			return nil, err
		}
		targets = append(targets, channel)
	}
	var files []File
	s.files.mu.Lock()
	for _, want := range wanted {
		if stored, ok := s.files.files[want.ID]; ok && stored.uploaded && !stored.complete {
			stored.complete = true
			if want.Title != "" {
				stored.file.Title = want.Title
			}
			files = append(files, stored.file)
		}
	}
	s.files.mu.Unlock()
	if len(files) != len(wanted) {
		return nil, apiError("file_not_found")
	}
	for _, channel := range targets {
		s.post(Message{
			Channel: channel.ID, User: BotUser, BotID: BotID, Text: c.args["initial_comment"],
			Thread: c.args["thread_ts"], Files: slices.Clone(files),
		})
	}
	return object{"files": files}, nil
}

// FileContent returns the content of an uploaded file.
func (s *Server) FileContent(id string) ([]byte, bool) {
	s.files.mu.Lock()
	defer s.files.mu.Unlock()
	stored, ok := s.files.files[id]
	if !ok || !stored.complete {
		return nil, false
	}
	return bytes.Clone(stored.content), true
}

func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	content, ok := s.FileContent(r.PathValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", "attachment")
	_, _ = w.Write(content)
}
