package fakeslack

import (
	"slices"
	"sync"
	"time"
)

var scheduleMethods = map[string]apiMethod{
	"chat.scheduleMessage":        {scopes: []string{"chat:write"}, run: scheduleMessage},
	"chat.scheduledMessages.list": {run: listScheduled},
	"chat.deleteScheduledMessage": {scopes: []string{"chat:write"}, run: deleteScheduled},
}

// Slack's limits: 120 days ahead, and 30 messages within five minutes in one channel.
const (
	maxAhead  = 120 * 24 * time.Hour
	maxNearby = 30
	nearby    = 5 * time.Minute
)

// schedule holds scheduled messages.
type schedule struct {
	mu  sync.Mutex
	all []scheduled
}

type scheduled struct {
	id      string
	at      int64 // unix seconds
	message Message
}

func scheduleMessage(s *Server, c apiCall) (object, error) {
	channel, err := s.postableChannel(c.args["channel"])
	if err != nil {
		return nil, err
	}
	m, err := s.composeMessage(c.args, channel)
	if err != nil {
		return nil, err
	}
	one := scheduled{id: newID("Q"), at: c.args.number("post_at", 0), message: m}
	if err := s.schedule.add(one, s.opts.Now()); err != nil {
		return nil, err
	}
	return object{
		"channel": channel.ID, "scheduled_message_id": one.id, "post_at": one.at, "message": s.messageJSON(m),
	}, nil
}

func (s *schedule) add(one scheduled, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := time.Unix(one.at, 0)
	close := 0
	for _, other := range s.all {
		if other.message.Channel == one.message.Channel && time.Unix(other.at, 0).Sub(at).Abs() < nearby {
			close++
		}
	}
	switch {
	case one.at == 0:
		return apiError("invalid_time")
	case !at.After(now):
		return apiError("time_in_past")
	case at.Sub(now) > maxAhead:
		return apiError("time_too_far")
	case close >= maxNearby:
		return apiError("restricted_too_many")
	}
	s.all = append(s.all, one)
	return nil
}

func listScheduled(s *Server, c apiCall) (object, error) {
	s.schedule.mu.Lock()
	defer s.schedule.mu.Unlock()
	out := []any{}
	for _, one := range s.schedule.all {
		if channel := c.args["channel"]; channel == "" || channel == one.message.Channel {
			out = append(out, object{
				"id": one.id, "channel_id": one.message.Channel, "post_at": one.at, "date_created": s.opts.Now().Unix(),
				"text": one.message.Text,
			})
		}
	}
	return object{"scheduled_messages": out, "response_metadata": object{"next_cursor": ""}}, nil
}

func deleteScheduled(s *Server, c apiCall) (object, error) {
	s.schedule.mu.Lock()
	defer s.schedule.mu.Unlock()
	before := len(s.schedule.all)
	s.schedule.all = slices.DeleteFunc(s.schedule.all, func(one scheduled) bool {
		return one.id == c.args["scheduled_message_id"] && one.message.Channel == c.args["channel"]
	})
	if len(s.schedule.all) == before {
		return nil, apiError("invalid_scheduled_message_id")
	}
	return object{}, nil
}

// PostDue posts the scheduled messages that are due by Options.Now. After Start it runs every
// second. Messages with metadata are never posted, which is a known bug of Slack.
func (s *Server) PostDue() {
	now := s.opts.Now().Unix()
	var due []scheduled
	s.schedule.mu.Lock()
	s.schedule.all = slices.DeleteFunc(s.schedule.all, func(one scheduled) bool {
		if one.at > now {
			return false
		}
		due = append(due, one)
		return true
	})
	s.schedule.mu.Unlock()
	slices.SortStableFunc(due, func(a, b scheduled) int { return int(a.at - b.at) })
	for _, one := range due {
		if one.message.Metadata == nil {
			s.post(one.message)
		}
	}
}

func (s *Server) postDueLoop() {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			s.PostDue()
		case <-s.closed:
			return
		}
	}
}
