package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// clockRoom is what the control room shows of the clock. Times are unix seconds.
type clockRoom struct {
	Now     float64 `json:"now"`
	Ahead   float64 `json:"ahead"`   // seconds that it was moved in all
	Movable bool    `json:"movable"` // false without a Config.Clock
	Next    float64 `json:"next"`    // when the next digest is due; 0 when there is none
}

func (s *server) clockRoom(ctx context.Context) clockRoom {
	room := clockRoom{Now: seconds(s.now())}
	if s.config.Clock != nil {
		room.Movable, room.Ahead = true, s.config.Clock.Ahead().Seconds()
	}
	if next, ok := s.nextDigest(ctx); ok {
		room.Next = seconds(next)
	}
	return room
}

func (s *server) nextDigest(ctx context.Context) (time.Time, bool) {
	if s.config.Controls == nil {
		return time.Time{}, false
	}
	return s.config.Controls.NextDigest(ctx)
}

// moveClock moves the clock on, and tells the bot, whose timers do not feel it.
func (s *server) moveClock(r *http.Request, in struct {
	To string `json:"to"`
}) (said, error) {
	clock := s.config.Clock
	if clock == nil {
		return said{}, errAsk("This sandbox shows the real time, which cannot be moved.")
	}
	switch in.To {
	case "hour":
		clock.Forward(time.Hour)
	case "day":
		clock.Forward(24 * time.Hour)
	case "digest":
		next, ok := s.nextDigest(r.Context())
		if !ok {
			return said{}, errAsk("No digest is waiting.")
		}
		clock.To(next)
	default:
		return said{}, errAsk(fmt.Sprintf("The clock cannot be moved to %q.", in.To))
	}
	if s.config.Controls != nil {
		s.config.Controls.ClockMoved(context.WithoutCancel(r.Context()))
	}
	return said{"It is " + s.inZone(clock.Now()).Format("Monday, 2 January 2006, 15:04")}, nil
}

// now is the sandbox's time.
func (s *server) now() time.Time {
	if s.config.Clock == nil {
		return time.Now()
	}
	return s.config.Clock.Now()
}

func (s *server) inZone(t time.Time) time.Time {
	if s.config.Zone == nil {
		return t.Local()
	}
	return t.In(s.config.Zone)
}

// zone is the name of the zone in which the page shows times, empty for the browser's own.
func (s *server) zone() string {
	if s.config.Zone == nil {
		return ""
	}
	return s.config.Zone.String()
}

func seconds(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }
