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

// A Server is one workspace with one app. Its methods may be called from any goroutine.
type Server struct {
	opts Options
	log  *slog.Logger
	mux  *http.ServeMux
	url  atomic.Value // string: where the outside reaches this server
	http *http.Server // nil after New

	people    *directory
	feed      *feed
	clock     *clock
	timelines *timelines
	notices   *noticeBook
	views     *viewBook
	triggers  *triggerBook
	replies   *replyBook
	schedule  *schedule
	files     *fileBook
	drafts    *drafts
	sockets   *hub
	envelopes *office
	calls     *callBook
	faults    *faults

	closed  chan struct{}
	ending  sync.Mutex // guards closed against spawn
	running sync.WaitGroup
}

// New returns a workspace to be served by the caller. It must be reachable at Options.URL, or at the root of whatever host the bot uses.
func New(o Options) *Server {
	o = o.withDefaults()
	s := &Server{
		opts:      o,
		log:       o.Log,
		people:    newDirectory(o),
		feed:      &feed{readers: map[*reader]struct{}{}},
		clock:     &clock{now: o.Now},
		timelines: newTimelines(o.KeepMessages),
		notices:   &noticeBook{},
		views:     newViewBook(),
		triggers:  &triggerBook{now: o.Aging, triggers: map[string]*trigger{}},
		replies:   &replyBook{now: o.Aging, urls: map[string]*replyURL{}},
		schedule:  &schedule{},
		files:     &fileBook{files: map[string]*storedFile{}},
		drafts:    newDrafts(),
		sockets:   newHub(),
		envelopes: newOffice(),
		calls:     newCallBook(),
		faults:    newFaults(o.Aging),
		closed:    make(chan struct{}),
	}
	s.url.Store(o.URL)
	s.mux = s.routes()
	return s
}

// Start returns a workspace that listens on a free port of 127.0.0.1 until Close. It panics if there is none.
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
	s.spawn(s.postWhatIsDue)
	return s
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("GET /link/", s.serveSocket)
	mux.HandleFunc("POST /commands/{team}/{id}/{secret}", s.serveReply)
	mux.HandleFunc("POST /actions/{team}/{id}/{secret}", s.serveReply)
	mux.HandleFunc("POST /upload/{id}", s.serveUpload)
	mux.HandleFunc("GET /files/{id}/{name}", s.serveFile)
	return mux
}

// ServeHTTP serves the Web API, the sockets, response_urls and files.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.url.CompareAndSwap("", "http://"+r.Host)
	s.mux.ServeHTTP(w, r)
}

// APIURL is what the bot is given as Slack's address: "http://127.0.0.1:41234/api/". After New without Options.URL it is "" until the first request.
func (s *Server) APIURL() string {
	if base := s.base(); base != "" {
		return base + "/api/"
	}
	return ""
}

func (s *Server) base() string { return s.url.Load().(string) }

// Close cuts every socket, ends every call that is held and stops listening. It returns when all of that is over.
func (s *Server) Close() {
	s.end()
	for _, socket := range s.sockets.all() {
		socket.cut()
	}
	if s.http != nil {
		_ = s.http.Close()
	}
	s.running.Wait()
}

func (s *Server) end() {
	s.ending.Lock()
	defer s.ending.Unlock()
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

// spawn runs f on a goroutine that Close waits for. After Close nothing is started any more.
func (s *Server) spawn(f func()) bool {
	s.ending.Lock()
	defer s.ending.Unlock()
	if s.isClosed() {
		return false
	}
	s.running.Go(f)
	return true
}
