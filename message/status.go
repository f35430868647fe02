package message

import (
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// Status is the state of the program.
type Status struct {
	Mayar            MayarStatus
	BudgetLeft       int // requests to Mayar that may be made right now
	Budget           int // requests to Mayar in any minute
	PausedUntil      time.Time
	Mirror           receivables.State
	Sockets          []Socket
	OwnerlessDigests int // digests whose owner has no account any more
	Version          string
	Now              time.Time
}

// MayarStatus is what the bot knows of Mayar.
type MayarStatus struct {
	Reachable bool
	Since     time.Time // if reachable, the last answer; else the first failure. Zero before the first request
	Version   string    // "v1", "v2"; "" if unknown
	Checkout  string    // path of the checkout endpoint that worked; "" if unknown
}

// A Socket is one connection to Slack.
type Socket struct {
	ID        string
	Connected bool
	LastSeen  time.Time // the last hello or ping
}

// Status describes the state of the program.
func (w *Renderer) Status(v Status) blockkit.Message {
	b := newBuilder("status")
	title := w.text("StatusTitle", nil)
	b.header(title)
	b.section("*Mayar*\n" + w.mayarStatus(v))
	b.section("*" + markup(w.text("StatusMirror", nil)) + "*\n" + w.mirrorStatus(v))
	b.section("*Slack*\n" + w.socketStatus(v.Sockets, v.Now))
	if v.OwnerlessDigests > 0 {
		b.section("⚠️ " + w.mrkdwn("StatusOwnerless", args{"Count": v.OwnerlessDigests}))
	}
	b.context(w.mrkdwn("StatusFoot", args{"Version": v.Version, "Zone": w.zone.String()}))
	return b.message(escape(title))
}

func (w *Renderer) mayarStatus(v Status) markup {
	lines := []markup{w.mayarReachable(v.Mayar, v.Now)}
	if v.Mayar.Version != "" {
		lines = append(lines, w.mrkdwn("StatusAPI", args{"Version": v.Mayar.Version}))
	}
	if v.Mayar.Checkout != "" {
		lines = append(lines, w.mrkdwn("StatusCheckout", args{"Path": code(v.Mayar.Checkout, maxInline)}))
	}
	lines = append(lines, w.mrkdwn("StatusBudget", args{"Left": v.BudgetLeft, "Budget": v.Budget}))
	if v.PausedUntil.After(v.Now) {
		lines = append(lines, "⚠️ "+w.mrkdwn("StatusPaused", args{"Wait": w.formatWait(v.PausedUntil.Sub(v.Now))}))
	}
	return joinLines(lines...)
}

func (w *Renderer) mayarReachable(m MayarStatus, now time.Time) markup {
	switch {
	case m.Since.IsZero():
		return "⚪ " + w.mrkdwn("StatusNotAsked", nil)
	case m.Reachable:
		return "🟢 " + w.mrkdwn("StatusReachable", args{"Ago": markup(w.formatAgo(m.Since, now))})
	}
	return "🔴 " + w.mrkdwn("StatusDownSince", args{"Time": markup(w.formatTime(m.Since, now))})
}

// staleAfter is the age from which the list is stale. It syncs every five minutes.
const staleAfter = 10 * time.Minute

func (w *Renderer) mirrorStatus(v Status) markup {
	m, now := v.Mirror, v.Now
	if m.AsOf.IsZero() {
		return "⚪ " + w.mrkdwn("NeverSynced", nil)
	}
	lines := []markup{joinDots(
		w.mrkdwn("StatusCount", args{"Count": m.Count}),
		w.mrkdwn("AsOf", args{"Time": markup(w.formatTime(m.AsOf, now)), "Ago": markup(w.formatAgo(m.AsOf, now))}),
	)}
	if !m.LastSweep.IsZero() {
		lines = append(lines, w.mrkdwn("StatusSweep", args{"Time": markup(w.formatTime(m.LastSweep, now))}))
	}
	stale := now.Sub(m.AsOf) > staleAfter
	unreachable := !v.Mayar.Since.IsZero() && !v.Mayar.Reachable || v.PausedUntil.After(now)
	light := markup("🟢 ")
	if stale || unreachable || !m.Complete {
		light = "🟡 "
	}
	lines[0] = light + lines[0]
	switch {
	case unreachable:
		lines = append(lines, w.mrkdwn("StatusSilent", nil))
	case stale:
		lines = append(lines, w.mrkdwn("StatusStale", nil))
	}
	if !m.Complete {
		lines = append(lines, w.mrkdwn("StatusIncomplete", nil))
	}
	return joinLines(lines...)
}

// maxSockets is how many connections Slack allows an app.
const maxSockets = 10

func (w *Renderer) socketStatus(sockets []Socket, now time.Time) markup {
	connected := 0
	var lines []markup
	for _, socket := range sockets[:min(len(sockets), maxSockets)] {
		lines = append(lines, w.socketLine(socket, now))
		if socket.Connected {
			connected++
		}
	}
	light := markup("🟢 ")
	switch {
	case connected == 0:
		light = "🔴 "
	case connected < len(sockets):
		light = "🟡 "
	}
	summary := light + w.mrkdwn("StatusSockets", args{"Connected": connected, "Count": len(sockets)})
	return joinLines(append([]markup{summary}, lines...)...)
}

func (w *Renderer) socketLine(socket Socket, now time.Time) markup {
	a := args{"ID": code(socket.ID, 40)}
	if !socket.LastSeen.IsZero() {
		a["Ago"] = markup(w.formatAgo(socket.LastSeen, now))
	}
	switch {
	case !socket.Connected:
		return w.mrkdwn("SocketDown", a)
	case socket.LastSeen.IsZero():
		return w.mrkdwn("SocketSilent", a)
	}
	return w.mrkdwn("SocketUp", a)
}
