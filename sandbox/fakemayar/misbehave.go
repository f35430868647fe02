package fakemayar

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// hugeBody is the size of FaultHuge's answer in bytes.
const hugeBody = 32 << 20

// misbehave drafts the answer of a fault.
func (s *Server) misbehave(d *draft, r *http.Request, f *Fault) {
	switch f.Kind {
	case FaultDown:
		d.drop = true
	case FaultHang:
		select {
		case <-f.released:
		case <-r.Context().Done():
		}
		d.drop = true
	case FaultRateLimited:
		tooMany(d, r, s.retryAfter(f))
	case FaultTruncated:
		s.answer(d, r)
		d.cut = true
	case FaultHalfJSON:
		s.answer(d, r)
		d.body.Truncate(d.body.Len() / 2)
	case FaultEmptyPages, FaultRepeatedPages:
		s.brokenPages(d, r, f.Kind)
	default:
		answerFault(d, r, f.Kind)
	}
}

// answerFault drafts the answers that do not depend on what was asked.
func answerFault(d *draft, r *http.Request, kind Kind) {
	switch kind {
	case FaultUnauthorized:
		fail(d, r, http.StatusUnauthorized, "Unauthorized")
	case FaultUnauthorizedBody:
		words := "Failed authentication! Please check your token authorization."
		reply(d, http.StatusOK, said(r, http.StatusUnauthorized, words))
	case FaultReadOnly:
		readOnlyKey(d)
	case FaultNotFound:
		fail(d, r, http.StatusNotFound, "Not Found")
	case FaultDuplicate:
		duplicate(d, r)
	case FaultInvalid:
		reply(d, http.StatusBadRequest, failure{
			StatusCode: http.StatusBadRequest, Messages: "Validation Error", Data: []problem{nameRequired},
		})
	case FaultServerError:
		fail(d, r, http.StatusInternalServerError, "Cannot read properties of undefined (reading 'paymentLinkId')")
	case FaultFailedStatus:
		reply(d, http.StatusOK, said(r, http.StatusBadRequest, "Invalid data"))
	case FaultFailedMessages:
		reply(d, http.StatusOK, failure{StatusCode: http.StatusOK, Messages: "failed", Data: []problem{nameRequired}})
	default:
		answerNonsense(d, kind)
	}
}

// answerNonsense drafts what no client expects of a JSON API.
func answerNonsense(d *draft, kind Kind) {
	switch kind {
	case FaultBadGateway:
		text(d, http.StatusBadGateway, "text/plain", "Bad Gateway")
	case FaultHTML:
		text(d, http.StatusOK, "text/html; charset=utf-8",
			"<!DOCTYPE html><html><head><title>Mayar</title></head><body><h1>We'll be right back</h1></body></html>")
	case FaultEmpty:
		text(d, http.StatusOK, "application/json; charset=utf-8", "")
	case FaultHuge:
		text(d, http.StatusOK, "application/json; charset=utf-8",
			`{"statusCode":200,"messages":"`+strings.Repeat("x", hugeBody)+`","data":[]}`)
	default:
		panic("fakemayar: unknown fault " + strconv.Quote(string(kind)))
	}
}

func text(d *draft, code int, contentType, body string) {
	d.Header().Set("Content-Type", contentType)
	d.WriteHeader(code)
	d.body.WriteString(body)
}

func (s *Server) retryAfter(f *Fault) string {
	if f.RetryAfter == RetryAfterDate {
		return s.opts.Now().Add(30 * time.Second).UTC().Format(http.TimeFormat)
	}
	return f.RetryAfter
}

// brokenPages answers with a list that never ends.
func (s *Server) brokenPages(d *draft, r *http.Request, kind Kind) {
	if kind == FaultRepeatedPages {
		query := r.URL.Query()
		query.Del("startingAfter")
		r.URL.RawQuery = query.Encode()
	}
	s.answer(d, r)
	var body map[string]json.RawMessage
	if json.Unmarshal(d.body.Bytes(), &body) != nil || !bytes.HasPrefix(body["data"], []byte("[")) {
		return // not a list: nothing to break
	}
	body["hasMore"] = json.RawMessage("true")
	if kind == FaultEmptyPages {
		body["data"] = json.RawMessage("[]")
	}
	d.body.Reset()
	reply(d, d.status(), body)
}
