package fakeslack

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

var errClosed = errors.New("fakeslack: the server is closed")

// A Server is one workspace with one app. Its methods are safe for concurrent use.
type Server struct {
	opts Options
	log  *slog.Logger
	mux  *http.ServeMux
	url  atomic.Value // string: the server's public address
	http *http.Server // nil after New

	directory    *directory
	feed         *changeFeed
	clock        *clock
	messages     *messageStore
	notices      *noticeLog
	views        *viewStore
	triggers     *triggerStore
	responseURLs *responseURLStore
	schedule     *schedule
	files        *fileStore
	inputs       *inputStates
	sockets      *hub
	envelopes    *envelopeStore
	calls        *callLog
	faults       *faults

	closed  chan struct{}
	closeMu sync.Mutex // no spawn after close
	running sync.WaitGroup
}

// New returns a workspace that the caller serves, at Options.URL or at the root of any host.
func New(o Options) *Server {
	o = o.withDefaults()
	s := &Server{
		opts:         o,
		log:          o.Log,
		directory:    newDirectory(o),
		feed:         &changeFeed{subscribers: map[*subscriber]struct{}{}},
		clock:        &clock{now: o.Now},
		messages:     newMessageStore(o.KeepMessages),
		notices:      &noticeLog{},
		views:        newViewStore(),
		triggers:     &triggerStore{now: o.Aging, triggers: map[string]*trigger{}},
		responseURLs: &responseURLStore{now: o.Aging, urls: map[string]*responseURL{}},
		schedule:     &schedule{},
		files:        &fileStore{files: map[string]*storedFile{}},
		inputs:       newInputStates(),
		sockets:      newHub(),
		envelopes:    newEnvelopeStore(),
		calls:        newCallLog(),
		faults:       newFaults(o.Aging),
		closed:       make(chan struct{}),
	}
	s.url.Store(o.URL)
	s.mux = s.routes()
	return s
}

// Start returns a workspace that listens on a free port of 127.0.0.1 until Close. It panics if it
// cannot listen.
func Start(o Options) *Server {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic("fakeslack: " + err.Error())
	}
	if o.URL == "" {
		o.URL = "http://" + listener.Addr().String()
	}
	s := New(o)
	s.http = &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	s.spawn(func() { _ = s.http.Serve(listener) })
	s.spawn(s.postDueLoop)
	return s
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("GET /link/", s.serveSocket)
	mux.HandleFunc("POST /commands/{team}/{id}/{secret}", s.serveResponseURL)
	mux.HandleFunc("POST /actions/{team}/{id}/{secret}", s.serveResponseURL)
	mux.HandleFunc("POST /upload/{id}", s.serveUpload)
	mux.HandleFunc("GET /files/{id}/{name}", s.serveFile)
	return mux
}

// ServeHTTP serves the Web API, the sockets, response_urls and files.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.url.CompareAndSwap("", "http://"+r.Host)
	s.mux.ServeHTTP(w, r)
}

// APIURL is Slack's address for the bot: "http://127.0.0.1:41234/api/". After New without
// Options.URL it is "" until the first request.
func (s *Server) APIURL() string {
	if base := s.base(); base != "" {
		return base + "/api/"
	}
	return ""
}

func (s *Server) base() string { return s.url.Load().(string) }

// Close cuts every socket, ends every held call and stops listening. It returns when all goroutines
// have ended.
func (s *Server) Close() {
	s.markClosed()
	for _, socket := range s.sockets.all() {
		socket.cut()
	}
	if s.http != nil {
		_ = s.http.Close()
	}
	s.running.Wait()
}

func (s *Server) markClosed() {
	s.closeMu.Lock()
	defer s.closeMu.Unlock()
	if !s.isClosed() {
		close(s.closed)
	}
}

func (s *Server) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

// spawn runs f on a goroutine that Close waits for. After Close it returns false.
func (s *Server) spawn(f func()) bool {
	s.closeMu.Lock()
	defer s.closeMu.Unlock()
	if s.isClosed() {
		return false
	}
	s.running.Go(f)
	return true
}
