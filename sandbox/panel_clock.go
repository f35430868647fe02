package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/mayarbot/mayarbot/workdays"
)

// clockPanel is the clock in the control panel. Times are unix seconds.
type clockPanel struct {
	Now     float64 `json:"now"`
	Ahead   float64 `json:"ahead"`   // seconds ahead of the real time
	Movable bool    `json:"movable"` // false without a Config.Clock
	Next    float64 `json:"next"`    // due time of the next digest; 0 if there is none
	Holiday string  `json:"holiday"` // the name of today's; empty if there is none
}

func (s *server) clockPanel(ctx context.Context) clockPanel {
	panel := clockPanel{Now: seconds(s.now()), Holiday: s.holiday(s.today())}
	if s.config.Clock != nil {
		panel.Movable, panel.Ahead = true, s.config.Clock.Ahead().Seconds()
	}
	if next, ok := s.nextDigest(ctx); ok {
		panel.Next = seconds(next)
	}
	return panel
}

func (s *server) nextDigest(ctx context.Context) (time.Time, bool) {
	if s.config.Controls == nil {
		return time.Time{}, false
	}
	return s.config.Controls.NextDigest(ctx)
}

// moveClock moves the clock ahead and tells the bot, whose timers do not notice the move.
func (s *server) moveClock(r *http.Request, in struct {
	To string `json:"to"`
}) (panelReply, error) {
	clock := s.config.Clock
	if clock == nil {
		return panelReply{}, badRequest("This sandbox shows the real time, which cannot be moved.")
	}
	switch in.To {
	case "hour":
		clock.Forward(time.Hour)
	case "day":
		clock.Forward(24 * time.Hour)
	case "holiday":
		day, ok := s.config.Calendar.NextHoliday(s.today())
		if !ok {
			return panelReply{}, badRequest("No later holiday is known.")
		}
		clock.To(day.At(startOfWork, s.inZone(clock.Now()).Location()))
	case "workday":
		day := s.config.Calendar.Next(s.today())
		clock.To(day.At(startOfWork, s.inZone(clock.Now()).Location()))
	case "digest":
		next, ok := s.nextDigest(r.Context())
		if !ok {
			return panelReply{}, badRequest("No digest is waiting.")
		}
		clock.To(next)
	default:
		return panelReply{}, badRequest(fmt.Sprintf("The clock cannot be moved to %q.", in.To))
	}
	if s.config.Controls != nil {
		s.config.Controls.ClockMoved(context.WithoutCancel(r.Context()))
	}
	said := "It is " + s.inZone(clock.Now()).Format("Monday, 2 January 2006, 15:04")
	if name := s.holiday(s.today()); name != "" {
		said += ": " + name
	}
	return panelReply{said}, nil
}

// startOfWork is the time of the day, in minutes, to which steps to a day go: before most digests.
const startOfWork = 8 * 60

func (s *server) today() workdays.Date { return workdays.DateOf(s.inZone(s.now())) }

// holiday is the name of a holiday, empty for other days.
func (s *server) holiday(day workdays.Date) string {
	if !s.config.Calendar.IsHoliday(day) {
		return ""
	}
	return s.config.Calendar.Day(day).Name.EN
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

// zone is the name of the page's time zone; empty means the browser's.
func (s *server) zone() string {
	if s.config.Zone == nil {
		return ""
	}
	return s.config.Zone.String()
}

func seconds(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }
