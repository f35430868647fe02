package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// initialState is everything that the page shows first, so that it needs no request before drawing.
type initialState struct {
	Meta  meta       `json:"meta"`
	User  string     `json:"user"`  // the user whose view is shown first
	State *userView  `json:"state"` // nil if that user is in no channel
	Panel panelState `json:"panel"`
}

// meta is constant while the page is open.
type meta struct {
	Team      string                       `json:"team"`
	People    []person                     `json:"people"`
	Commands  []Command                    `json:"commands"`
	Tries     []suggestion                 `json:"tries"`
	Faults    []setting[*fakemayar.Server] `json:"faults"`
	Checkouts []setting[*fakemayar.Server] `json:"checkouts"`
	Versions  []setting[*fakemayar.Server] `json:"versions"`
	Posts     []setting[*fakeslack.Server] `json:"posts"`
	Zone      string                       `json:"zone"`
}

// A suggestion is a command for a first visit.
type suggestion struct {
	Text string `json:"text"`
	Why  string `json:"why"`
}

var suggestedCommands = []suggestion{
	{"/unpaid", "who has not paid yet"},
	{"/unpaid older:7d min:100000", "older than a week, Rp100.000 or more"},
	{"/checkout", "a payment link for one customer"},
	{"/digest daily 09:00", "every morning in this channel"},
	{"/digest list all", "those of every channel, for admins as Ayu"},
	{"/mayar help", "everything it can do"},
}

func (s *server) servePage(w http.ResponseWriter, r *http.Request) {
	index, err := embedded.ReadFile("page/index.html")
	if err != nil {
		panic(err) // it is embedded
	}
	state, err := json.Marshal(s.initialState(r.Context())) // escapes what could end the script element
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	before, after, _ := bytes.Cut(index, []byte("{{.}}"))
	_, _ = w.Write(slices.Concat(before, state, after)) // ignore a closed page
}

func (s *server) initialState(ctx context.Context) initialState {
	o := initialState{Meta: s.meta(), Panel: s.panelState(ctx)}
	member := func(p person) bool { return p.Standing == "member" && !p.Bot }
	if i := slices.IndexFunc(o.Meta.People, member); i >= 0 {
		o.User = o.Meta.People[i].ID
	}
	if view, ok := s.viewFor(o.User, ""); ok {
		o.State = &view
	}
	return o
}

func (s *server) meta() meta {
	return meta{
		Team: s.config.Team, People: s.allPeople(), Commands: orEmpty(s.config.Commands), Tries: suggestedCommands,
		Faults: mayarFaults, Checkouts: checkoutAnswers, Versions: versions, Posts: postFaults, Zone: s.zone(),
	}
}
