package bot

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/internal/audit"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
)

// auditTimeout bounds the writing of one record.
const auditTimeout = 5 * time.Second

const (
	// denialLogInterval is how often the same denial of a user is logged.
	denialLogInterval = time.Minute

	// maxDenials is how many denials are remembered.
	maxDenials = 10000
)

// outcome is how a request ended.
type outcome struct {
	status string // "ok", "refused", "busy", "failed", "returned", "unknown": for metrics
	detail string // the reason in the record: "guest"
	err    error  // for the log
}

func (o outcome) String() string {
	if o.detail == "" {
		return o.status
	}
	return o.status + ": " + o.detail
}

func (b *Bot) failedOutcome(err error) outcome {
	return outcome{status: "failed", detail: truncate(b.redactor.text(err.Error()), 200), err: err}
}

// record writes the outcome of a request to the log, the metrics and, except for menus, the audit.
// Repeated denials of a user for the same reason are written once a minute.
func (b *Bot) record(ctx context.Context, j *job, o outcome) {
	rec := audit.Record{
		At: j.req.At, Ref: j.req.Ref, Team: j.req.Team, Channel: j.req.Channel, User: j.req.User.ID,
		Kind: string(j.req.Kind), Command: j.req.Command, ID: j.req.ID,
		Outcome: o.String(), Took: b.cfg.Now().Sub(j.req.At),
	}
	if rec.Detail = truncate(j.req.AuditDetail, maxDetail); rec.Detail == "" {
		text := strings.TrimSpace(j.unknownWord + " " + j.req.Text)
		rec.Detail = strings.TrimSpace(b.redactor.words(text, b.loggable(j.req.Command)))
	}
	b.metrics.requestDone(rec, o.status)
	if o.status == "refused" && j.req.Kind != KindMenu &&
		!b.denials.Add(rec.User+" "+o.detail, struct{}{}, denialLogInterval) {
		return
	}
	b.logRequest(ctx, rec, o)
	if b.cfg.Auditor == nil || rec.Kind == string(KindMenu) {
		return
	}
	if j.req.AuditReason != "" {
		rec.Detail = truncate(rec.Detail+": "+b.redactor.text(j.req.AuditReason), maxDetail)
	}
	if err := b.writeAudit(ctx, rec); err != nil {
		b.metrics.auditFailed()
		b.log.Error("audit record not saved", "ref", rec.Ref, "error", err)
	}
}

// writeAudit hands rec to the auditor. The user already has the answer, so a failure here does not
// reach them.
func (b *Bot) writeAudit(ctx context.Context, rec audit.Record) (err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), auditTimeout)
	defer cancel()
	if p := panicsafe.Try(func() { err = b.cfg.Auditor.Record(ctx, rec) }); p != nil {
		return errors.New("the auditor panicked")
	}
	return err
}

func (b *Bot) logRequest(ctx context.Context, rec audit.Record, o outcome) {
	level := slog.LevelInfo
	switch {
	case o.status == "failed":
		level = slog.LevelError
	case rec.Kind == string(KindMenu):
		level = slog.LevelDebug
	}
	b.log.LogAttrs(ctx, level, "request",
		slog.String("ref", rec.Ref), slog.String("kind", rec.Kind), slog.String("command", rec.Command),
		slog.String("id", rec.ID),
		slog.String("user", rec.User), slog.String("team", rec.Team), slog.String("channel", rec.Channel),
		slog.String("detail", rec.Detail), slog.String("outcome", rec.Outcome), slog.Duration("took", rec.Took))
}

// loggable reports which words of a command the record may show: names of commands, and those that
// the command itself allows.
func (b *Bot) loggable(command string) func(word string) bool {
	own := b.router.commands[command]
	return func(word string) bool {
		return b.router.commands[strings.ToLower(word)] != nil ||
			own != nil && own.Loggable != nil && own.Loggable(word)
	}
}

func (b *Bot) logPanic(j *job, p *panicsafe.Panic) {
	b.log.Error("panic in a handler", "ref", j.req.Ref, "kind", j.req.Kind, "command", j.req.Command, "id", j.req.ID,
		"panic", p, "stack", p.Stack)
}
