package main

import (
	"context"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/store"
)

// auditor keeps the bot's records in the database.
type auditor struct {
	audit   *store.Audit
	replica string
}

func (a auditor) Audit(ctx context.Context, rec bot.AuditRecord) error {
	return a.audit.Record(ctx, store.AuditRecord{
		At: rec.At, Ref: rec.Ref, Team: rec.Team, Channel: rec.Channel, User: rec.User,
		Kind: string(
			rec.Kind,
		), Command: rec.Command, ID: rec.ID, Detail: rec.Detail, Outcome: rec.Outcome, Took: rec.Took, Replica: a.replica,
	})
}
