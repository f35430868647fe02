package fakeslack

import (
	"context"
	"fmt"
	"time"
)

// OpenHome opens the app's Home tab, which the app is told of.
func (s *Server) OpenHome(ctx context.Context, user string) (*Sent, error) {
	who, ok := s.people.user(user)
	if !ok || who.Deactivated || who.Bot {
		return nil, fmt.Errorf("fakeslack: there is no active person %s", user)
	}
	event := object{
		"type": "app_home_opened", "user": user, "channel": s.DirectMessages(user), "tab": "home",
		"event_ts": s.clock.ts(),
	}
	if home, ok := s.Home(user); ok {
		event["view"] = home.payload(state(elements(home.Blocks), nil))
	}
	return s.Event(ctx, event)
}

// Event sends the app an event of any kind ("type" and what belongs to it) and waits for the first delivery to be acknowledged or to fail. One that
// fails is delivered again after each of Options.EventRetries, with the same event_id.
func (s *Server) Event(ctx context.Context, event map[string]any) (*Sent, error) {
	return s.send(ctx, s.eventDelivery(s.describeEvent(event), 0, ""))
}

// tell sends the app an event that it subscribed to, and does not wait.
func (s *Server) tell(event object) {
	if !s.opts.subscribed(event) {
		return
	}
	event["event_ts"] = s.clock.ts()
	s.dispatch(s.eventDelivery(s.describeEvent(event), 0, ""))
}

func (s *Server) describeEvent(event object) []byte {
	var enterprise any // null when there is none
	if id := s.opts.Enterprise.ID; id != "" {
		enterprise = id
	}
	channel, _ := event["channel"].(string)
	in, _ := s.people.channel(channel)
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
