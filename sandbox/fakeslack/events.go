package fakeslack

import (
	"context"
	"fmt"
	"time"
)

// OpenHome opens the app's Home tab and sends app_home_opened.
func (s *Server) OpenHome(ctx context.Context, user string) (*Sent, error) {
	who, ok := s.directory.user(user)
	if !ok || who.Deactivated || who.Bot {
		return nil, fmt.Errorf("fakeslack: there is no active person %s", user)
	}
	event := object{
		"type": "app_home_opened", "user": user, "channel": s.DirectMessages(user), "tab": "home",
		"event_ts": s.clock.ts(),
	}
	if home, ok := s.Home(user); ok {
		event["view"] = home.payload(stateValues(elements(home.Blocks), nil))
	}
	return s.Event(ctx, event)
}

// Event sends the app an event of any type and waits until the first delivery is acknowledged or
// fails. A failed event is sent again after each of Options.EventRetries, with the same event_id.
func (s *Server) Event(ctx context.Context, event map[string]any) (*Sent, error) {
	return s.send(ctx, s.eventDelivery(s.describeEvent(event), 0, ""))
}

// sendEvent sends the app an event that it subscribed to, without waiting.
func (s *Server) sendEvent(event object) {
	if !s.opts.subscribed(event) {
		return
	}
	event["event_ts"] = s.clock.ts()
	s.dispatch(s.eventDelivery(s.describeEvent(event), 0, ""))
}

func (s *Server) describeEvent(event object) []byte {
	var enterprise any // null if there is none
	if id := s.opts.Enterprise.ID; id != "" {
		enterprise = id
	}
	channel, _ := event["channel"].(string)
	in, _ := s.directory.channel(channel)
	return encode(object{
		"token": "sandbox", "enterprise_id": enterprise, "team_id": s.opts.Team.ID, "api_app_id": AppID, "event": event,
		"type": "event_callback", "event_id": newID("Ev"), "event_time": s.opts.Now().Unix(),
		"authorizations": []any{object{
			"enterprise_id": enterprise, "team_id": s.opts.Team.ID, "user_id": BotUser, "is_bot": true,
			"is_enterprise_install": s.opts.Enterprise.OrgWide,
		}},
		"is_ext_shared_channel": in.Shared, "event_context": newSecret(),
	})
}

func (s *Server) eventDelivery(payload []byte, attempt int, reason string) *delivery {
	d := &delivery{
		kind: "events_api", payload: payload, extra: object{"retry_attempt": attempt, "retry_reason": reason},
	}
	d.onFail = func(string) {
		if attempt < len(s.opts.EventRetries) {
			s.spawn(func() { s.retryEvent(payload, attempt+1, s.opts.EventRetries[attempt]) })
		}
	}
	return d
}

func (s *Server) retryEvent(payload []byte, attempt int, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		s.dispatch(s.eventDelivery(payload, attempt, "timeout"))
	case <-s.closed:
	}
}
