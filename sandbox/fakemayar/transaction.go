package fakemayar

import (
	"net/http"
	"slices"
	"time"
)

// jakarta is the zone of the daily totals. The docs do not name one; Mayar is an Indonesian
// service.
var jakarta = time.FixedZone("WIB", 7*60*60)

// transaction returns the authoritative state of one transaction.
func (s *Server) transaction(w http.ResponseWriter, r *http.Request) {
	t, ok := s.shop.byID[r.PathValue("id")]
	if !ok {
		fail(w, r, http.StatusNotFound, "Transaction not found")
		return
	}
	replyData(w, s.shop.detail(t))
}

// A detailRow has no paidAt; updatedAt is the closest.
type detailRow struct {
	ID             string        `json:"id"`
	ExtraData      any           `json:"extraData"`
	Amount         int64         `json:"amount"`
	CreatedAt      int64         `json:"createdAt"`
	UpdatedAt      int64         `json:"updatedAt"`
	Status         string        `json:"status"`
	ExpirationDate int64         `json:"expirationDate"`
	InvoiceCode    string        `json:"invoiceCode"`
	IsCrossSell    bool          `json:"isCrossSell"`
	OrderVariant   any           `json:"orderVariant"`
	PaymentMethod  *string       `json:"paymentMethod"`
	PaymentLink    detailLinkRow `json:"paymentLink"`
	Customer       any           `json:"customer"`
	GivenCustomer  any           `json:"givenCustomer"`
	User           detailUserRow `json:"user"`
}

type detailLinkRow struct {
	ID        *string `json:"id"`
	Amount    int64   `json:"amount"`
	Status    string  `json:"status"`
	ExpiredAt any     `json:"expiredAt"`
	Link      string  `json:"link"`
	Type      string  `json:"type"`
}

type detailUserRow struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

func (sh *shop) detail(t *Transaction) detailRow {
	row := detailRow{
		ID: t.ID, Amount: t.Amount, CreatedAt: t.CreatedAt.UnixMilli(), UpdatedAt: t.UpdatedAt.UnixMilli(),
		Status:         detailStatus(t),
		ExpirationDate: expiration(t).UnixMilli(), InvoiceCode: "INV-" + t.CreatedAt.Format("200601") + "-" + t.ID[:4],
		PaymentLink: detailLinkRow{
			ID: orNull(t.Link.ID), Amount: t.Amount, Status: "active", Link: t.Link.Slug, Type: t.Type,
		},
		User: detailUserRow{ID: sh.ownerID, Name: "Toko Contoh", Email: "toko@example.com"},
	}
	if t.Customer.ID != "" {
		row.Customer, row.GivenCustomer = t.Customer.row(), t.Customer.row()
	}
	if t.Status == StatusClosed {
		row.PaymentLink.Status = "closed"
	}
	for _, p := range sh.payments {
		if p.transaction == t {
			row.PaymentMethod = orNull(p.method)
		}
	}
	return row
}

// detailStatus is created, unpaid, paid or expired. A closed payment link does not change the
// transaction's own status.
func detailStatus(t *Transaction) string {
	switch t.Status {
	case StatusPaid:
		return "paid"
	case StatusExpired:
		return "expired"
	}
	if t.Type == "CHILD" {
		return "created"
	}
	return "unpaid"
}

// lifetime is how long a transaction can be paid.
const lifetime = 90 * day

// expiration is 90 days after creation, or the time of an earlier expiry.
func expiration(t *Transaction) time.Time {
	if t.Status == StatusExpired {
		return t.UpdatedAt
	}
	return t.CreatedAt.Add(lifetime)
}

// expireOld expires active transactions after their lifetime.
func (sh *shop) expireOld(now time.Time) {
	for _, t := range slices.Backward(sh.sorted) {
		if now.Before(t.CreatedAt.Add(lifetime)) {
			return // the following ones are younger
		}
		if t.Status == StatusActive {
			t.Status, t.UpdatedAt = StatusExpired, expiration(t)
		}
	}
}

// daily sums the payments of today.
func (s *Server) daily(w http.ResponseWriter, _ *http.Request) {
	today := s.opts.Now().In(jakarta).Format(time.DateOnly)
	var sum int64
	count := 0
	for _, p := range s.shop.payments {
		if p.at.In(jakarta).Format(time.DateOnly) == today {
			sum += p.amount
			count++
		}
	}
	replyData(w, map[string]any{"date": today, "tpvCount": sum, "trxCount": count})
}

// balance counts settled payments as active and the others as pending.
func (s *Server) balance(w http.ResponseWriter, _ *http.Request) {
	var active, pending int64
	for _, p := range s.shop.payments {
		if p.status(s.opts.Now()) == "settled" {
			active += p.amount
		} else {
			pending += p.amount
		}
	}
	replyData(w, map[string]int64{"balanceActive": active, "balancePending": pending, "balance": active + pending})
}
