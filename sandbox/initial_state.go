package sandbox

import (
	"context"
	"html/template"
	"net/http"
	"slices"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// index is page/index.html, which takes an opening. The template writes it as JSON that cannot leave its script element.
var index = template.Must(template.ParseFS(embedded, "page/index.html"))

// opening is all that the page shows first: it is whole as soon as it is loaded, and asks for nothing before it is drawn.
type opening struct {
	Meta  meta   `json:"meta"`
	User  string `json:"user"`  // whose eyes a visitor has at first
	State *sight `json:"state"` // nil when they are nowhere
	Room  room   `json:"room"`
}

// meta is what does not change while the page is open.
type meta struct {
	Team      string                       `json:"team"`
	People    []person                     `json:"people"`
	Commands  []Command                    `json:"commands"`
	Tries     []try                        `json:"tries"`
	Faults    []setting[*fakemayar.Server] `json:"faults"`
	Checkouts []setting[*fakemayar.Server] `json:"checkouts"`
	Versions  []setting[*fakemayar.Server] `json:"versions"`
	Posts     []setting[*fakeslack.Server] `json:"posts"`
	Zone      string                       `json:"zone"`
}

// A try is something for a first visit.
type try struct {
	Text string `json:"text"`
	Why  string `json:"why"`
}

var tries = []try{
	{"/unpaid", "who has not paid yet"},
	{"/unpaid older:7d min:100000", "older than a week, Rp100.000 or more"},
	{"/checkout", "a payment link for one customer"},
	{"/digest daily 09:00", "every morning in this channel"},
	{"/digest list all", "those of every channel, for admins as Ayu"},
	{"/mayar help", "everything it can do"},
}

func (s *server) open(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = index.Execute(w, s.opening(r.Context())) // a page that has gone away is not worth a word
}

func (s *server) opening(ctx context.Context) opening {
	o := opening{Meta: s.meta(), Room: s.room(ctx)}
	member := func(p person) bool { return p.Standing == "member" && !p.Bot }
	if i := slices.IndexFunc(o.Meta.People, member); i >= 0 {
		o.User = o.Meta.People[i].ID
	}
	if seen, ok := s.seenBy(o.User, ""); ok {
		o.State = &seen
	}
	return o
}

func (s *server) meta() meta {
	return meta{
		Team: s.config.Team, People: s.everybody(), Commands: orEmpty(s.config.Commands), Tries: tries,
		Faults: mayarFaults, Checkouts: checkoutAnswers, Versions: versions, Posts: postFaults, Zone: s.zone(),
	}
}
