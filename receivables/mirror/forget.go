package mirror

import (
	"context"
	"database/sql"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// Forget deletes who the customer was from the closed transactions of a customer, whom
// [receivables.ParseCustomer] reads. Sums stay as they are. Open transactions stay too, because
// Mayar would list them anew.
func (m *Mirror) Forget(ctx context.Context, who string) (forgotten, open int64, err error) {
	key, email, number := receivables.ParseCustomer(store.Sanitize(who))
	var w where
	condition := `(customer_key = ` + w.arg(key)
	if email != "" {
		condition += ` OR search_text` + w.like("\n"+email+"\n") // the line of the e-mail
	}
	if number != "" {
		condition += ` OR search_phone = ` + w.arg(number)
	}
	condition += `)`
	err = m.write(ctx, func(tx *sql.Tx, at time.Time) error {
		const count = `SELECT count(*) FROM unpaid WHERE closed_ms = 0 AND `
		if err := tx.QueryRowContext(ctx, count+condition, w.args...).Scan(&open); err != nil {
			return err
		}
		args := w
		update := `UPDATE unpaid SET customer_name = '', customer_email = '', customer_phone = '', url = '',
				search_text = '', search_phone = '', customer_key = '', case_id = '', group_key = 'transaction ' || id,
				edited_ms = ` + args.arg(at.UnixMilli()) + ` WHERE closed_ms > 0 AND ` + condition
		forgotten, err = rowsAffected(tx.ExecContext(ctx, update, args.args...))
		return err
	})
	return forgotten, open, err
}
