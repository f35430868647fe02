package fakemayar

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// isoMillis is Mayar's format for dates that are not in milliseconds.
const isoMillis = "2006-01-02T15:04:05.000Z"

// An unpaidRow is the same in V1 and V2, except for the last part of paymentUrl. customeField is
// Mayar's spelling.
type unpaidRow struct {
	ID                   string  `json:"id"`
	CreatedAt            any     `json:"createdAt"`
	Type                 string  `json:"type"`
	Amount               any     `json:"amount"`
	Status               Status  `json:"status"`
	URLParamTrackingData any     `json:"urlParamTrackingData"`
	PaymentLinkID        *string `json:"paymentLinkId"`
	CustomerID           *string `json:"customerId"`
	CustomeField         any     `json:"customeField"`
	Customer             any     `json:"customer,omitempty"`
	PaymentLink          any     `json:"paymentLink"`
	PaymentURL           string  `json:"paymentUrl"`
}

type customerRow struct {
	ID     string `json:"id"`
	Email  string `json:"email"`
	Name   string `json:"name"`
	Mobile string `json:"mobile"`
}

type linkRow struct {
	ID              string  `json:"id"`
	Category        any     `json:"category"`
	CreatedAt       int64   `json:"createdAt"`
	Description     string  `json:"description"`
	Link            string  `json:"link"`
	Name            string  `json:"name"`
	RedirectURL     *string `json:"redirectUrl"`
	UserID          string  `json:"userId"`
	CoverImageID    any     `json:"coverImageId"`
	MultipleImageID any     `json:"multipleImageId"`
	CoverImage      any     `json:"coverImage"`
	MultipleImage   any     `json:"multipleImage"`
}

// unpaidV1 supports only page and pageSize.
func (s *Server) unpaidV1(w http.ResponseWriter, r *http.Request) {
	rows := s.unpaid(func(*Transaction) bool { return true })
	replyPage(w, r, rows, func(t *Transaction) any { return s.shop.unpaidRow(t, "/plt/") })
}

func (s *Server) unpaidV2(w http.ResponseWriter, r *http.Request) {
	wanted, ok := unpaidFilter(r)
	if !ok {
		invalidQuery(w, r)
		return
	}
	rows := s.unpaid(wanted)
	if status := Status(r.FormValue("status")); status != "" {
		rows = s.withStatus(status, wanted)
	}
	replyCursor(w, r, rows, createdAt, func(t *Transaction) any { return s.shop.unpaidRow(t, "/select-channel/") })
}

// unpaid returns the rows of a list without ?status=.
func (s *Server) unpaid(wanted func(*Transaction) bool) []*Transaction {
	return s.shop.transactions(func(t *Transaction) bool {
		return (t.Status == StatusActive || t.Status == StatusExpired && s.opts.ListExpired) && wanted(t)
	})
}

func (s *Server) withStatus(status Status, wanted func(*Transaction) bool) []*Transaction {
	return s.shop.transactions(func(t *Transaction) bool { return t.Status == status && wanted(t) })
}

func (sh *shop) transactions(wanted func(*Transaction) bool) []*Transaction {
	var out []*Transaction
	for _, t := range sh.sorted {
		if wanted(t) {
			out = append(out, t)
		}
	}
	return out
}

// unpaidFilter reads V2's documented filters. ok is false for an invalid value.
func unpaidFilter(r *http.Request) (wanted func(*Transaction) bool, ok bool) {
	from, ok1 := timeParam(r, "startAt")
	to, ok2 := timeParam(r, "endAt")
	switch Status(r.FormValue("status")) {
	case "", StatusActive, StatusExpired:
	default:
		return nil, false
	}
	customer, link := r.FormValue("customerId"), r.FormValue("paymentLinkId")
	return func(t *Transaction) bool {
		return (customer == "" || t.Customer.ID == customer) &&
			(link == "" || t.Link.ID == link) &&
			(from.IsZero() || !t.CreatedAt.Before(from)) &&
			(to.IsZero() || !t.CreatedAt.After(to))
	}, ok1 && ok2
}

// timeParam reads a time in unix milliseconds; the zero time if the query has none.
func timeParam(r *http.Request, name string) (time.Time, bool) {
	text := r.FormValue(name)
	if text == "" {
		return time.Time{}, true
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	return time.UnixMilli(ms), err == nil
}

func (sh *shop) unpaidRow(t *Transaction, path string) any {
	row := unpaidRow{
		ID: t.ID, CreatedAt: t.CreatedAt.UnixMilli(), Type: t.Type, Amount: t.Amount, Status: t.Status,
		PaymentLinkID: orNull(t.Link.ID), CustomerID: orNull(t.Customer.ID),
		Customer: t.Customer.row(), PaymentLink: sh.linkRow(t.Link),
		PaymentURL: sh.merchantURL + path + t.ID,
	}
	row.applyForm(t.form)
	return row
}

// applyForm changes the row to an unusual form.
func (row *unpaidRow) applyForm(f rowForm) {
	if f&amountText != 0 {
		row.Amount = strconv.FormatInt(row.Amount.(int64), 10)
	}
	if f&amountNull != 0 {
		row.Amount = nil
	}
	if f&dateText != 0 {
		row.CreatedAt = time.UnixMilli(row.CreatedAt.(int64)).UTC().Format(isoMillis)
	}
	if f&customerList != 0 {
		row.Customer = []any{row.Customer}
	}
	if f&customerNull != 0 {
		row.Customer = json.RawMessage("null")
	}
	if f&customerGone != 0 {
		row.Customer = nil
	}
	if f&linkNull != 0 {
		row.PaymentLink = nil
	}
}

func (c Customer) row() customerRow {
	return customerRow{ID: c.ID, Email: c.Email, Name: c.Name, Mobile: c.Mobile}
}

func (sh *shop) linkRow(l Link) linkRow {
	return linkRow{
		ID: l.ID, CreatedAt: l.CreatedAt.UnixMilli(), Description: l.Description, Link: l.Slug, Name: l.Name,
		RedirectURL: orNull(l.RedirectURL), UserID: sh.ownerID,
	}
}

// orNull returns nil for an empty text, which JSON writes as null.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
