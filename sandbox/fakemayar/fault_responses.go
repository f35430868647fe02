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

// writeFault writes the response of a fault into b.
func (s *Server) writeFault(b *responseBuffer, r *http.Request, f *Fault) {
	switch f.Kind {
	case FaultDown:
		b.drop = true
	case FaultHang:
		select {
		case <-f.released:
		case <-r.Context().Done():
		}
		b.drop = true
	case FaultRateLimited:
		writeRateLimited(b, r, s.retryAfter(f))
	case FaultTruncated:
		s.handle(b, r)
		b.cut = true
	case FaultHalfJSON:
		s.handle(b, r)
		b.body.Truncate(b.body.Len() / 2)
	case FaultEmptyPages, FaultRepeatedPages:
		s.writeBrokenPages(b, r, f.Kind)
	default:
		writeFaultAnswer(b, r, f.Kind)
	}
}

// writeFaultAnswer writes responses that do not depend on the request.
func writeFaultAnswer(b *responseBuffer, r *http.Request, kind Kind) {
	switch kind {
	case FaultUnauthorized:
		fail(b, r, http.StatusUnauthorized, "Unauthorized")
	case FaultUnauthorizedBody:
		text := "Failed authentication! Please check your token authorization."
		reply(b, http.StatusOK, failureFor(r, http.StatusUnauthorized, text))
	case FaultReadOnly:
		readOnlyKey(b)
	case FaultNotFound:
		fail(b, r, http.StatusNotFound, "Not Found")
	case FaultDuplicate:
		writeDuplicate(b, r)
	case FaultInvalid:
		reply(b, http.StatusBadRequest, failure{
			StatusCode: http.StatusBadRequest, Messages: "Validation Error", Data: []problem{nameRequired},
		})
	case FaultServerError:
		fail(b, r, http.StatusInternalServerError, "Cannot read properties of undefined (reading 'paymentLinkId')")
	case FaultFailedStatus:
		reply(b, http.StatusOK, failureFor(r, http.StatusBadRequest, "Invalid data"))
	case FaultFailedMessages:
		reply(b, http.StatusOK, failure{StatusCode: http.StatusOK, Messages: "failed", Data: []problem{nameRequired}})
	default:
		writeBrokenAnswer(b, kind)
	}
}

// writeBrokenAnswer writes responses that are not valid for a JSON API.
func writeBrokenAnswer(b *responseBuffer, kind Kind) {
	switch kind {
	case FaultBadGateway:
		writeText(b, http.StatusBadGateway, "text/plain", "Bad Gateway")
	case FaultHTML:
		writeText(b, http.StatusOK, "text/html; charset=utf-8",
			"<!DOCTYPE html><html><head><title>Mayar</title></head><body><h1>We'll be right back</h1></body></html>")
	case FaultEmpty:
		writeText(b, http.StatusOK, "application/json; charset=utf-8", "")
	case FaultHuge:
		writeText(b, http.StatusOK, "application/json; charset=utf-8",
			`{"statusCode":200,"messages":"`+strings.Repeat("x", hugeBody)+`","data":[]}`)
	default:
		panic("fakemayar: unknown fault " + strconv.Quote(string(kind)))
	}
}

func writeText(b *responseBuffer, code int, contentType, body string) {
	b.Header().Set("Content-Type", contentType)
	b.WriteHeader(code)
	b.body.WriteString(body)
}

func (s *Server) retryAfter(f *Fault) string {
	if f.RetryAfter == RetryAfterDate {
		return s.opts.Now().Add(30 * time.Second).UTC().Format(http.TimeFormat)
	}
	return f.RetryAfter
}

// writeBrokenPages answers with a list that never ends.
func (s *Server) writeBrokenPages(b *responseBuffer, r *http.Request, kind Kind) {
	if kind == FaultRepeatedPages {
		query := r.URL.Query()
		query.Del("startingAfter")
		r.URL.RawQuery = query.Encode()
	}
	s.handle(b, r)
	var body map[string]json.RawMessage
	if json.Unmarshal(b.body.Bytes(), &body) != nil || !bytes.HasPrefix(body["data"], []byte("[")) {
		return // not a list
	}
	body["hasMore"] = json.RawMessage("true")
	if kind == FaultEmptyPages {
		body["data"] = json.RawMessage("[]")
	}
	b.body.Reset()
	reply(b, b.status(), body)
}
