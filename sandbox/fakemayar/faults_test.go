package fakemayar_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

const unpaidPath = "/hl/v2/transactions/unpaid"

func TestFaultsOnTheWire(t *testing.T) {
	t.Parallel()
	const nameProblem = `"data":[{"type":"required","message":"The 'name' field is required.","field":"name"}]}`
	for _, tc := range []struct {
		fault       fakemayar.Fault
		status      int
		contentType string
		body        string
	}{
		{
			fakemayar.Fault{Kind: fakemayar.FaultUnauthorized}, 401, "application/json",
			`{"statusCode":401,"messages":"Unauthorized"}`,
		},
		{
			fakemayar.Fault{Kind: fakemayar.FaultUnauthorizedBody}, 200, "application/json",
			`{"statusCode":401,"messages":"Failed authentication! Please check your token authorization."}`,
		},
		{
			fakemayar.Fault{Kind: fakemayar.FaultReadOnly}, 403, "application/json",
			`{"messages":"API KEY Scope not allowed to write"}`,
		},
		{
			fakemayar.Fault{Kind: fakemayar.FaultNotFound}, 404, "application/json",
			`{"statusCode":404,"messages":"Not Found"}`,
		},
		{
			fakemayar.Fault{Kind: fakemayar.FaultRateLimited}, 429, "application/json",
			`{"statusCode":429,"messages":"Too Many Requests"}`,
		},
		{
			fakemayar.Fault{Kind: fakemayar.FaultDuplicate}, 429, "application/json",
			`{"statusCode":429,"messages":"Duplicate request detected. Please wait 1 minute before trying again."}`,
		},
		{
			fakemayar.Fault{Kind: fakemayar.FaultInvalid}, 400, "application/json",
			`{"statusCode":400,"messages":"Validation Error",` + nameProblem,
		},
		{
			fakemayar.Fault{Kind: fakemayar.FaultServerError}, 500, "application/json",
			`{"statusCode":500,"messages":"Cannot read properties of undefined (reading 'paymentLinkId')"}`,
		},
		{fakemayar.Fault{Kind: fakemayar.FaultBadGateway}, 502, "text/plain", "Bad Gateway"},
		{fakemayar.Fault{Kind: fakemayar.FaultEmpty}, 200, "application/json", ""},
		{
			fakemayar.Fault{Kind: fakemayar.FaultFailedStatus}, 200, "application/json",
			`{"statusCode":400,"messages":"Invalid data"}`,
		},
		{
			fakemayar.Fault{Kind: fakemayar.FaultFailedMessages}, 200, "application/json",
			`{"statusCode":200,"messages":"failed",` + nameProblem,
		},
	} {
		t.Run(string(tc.fault.Kind), func(t *testing.T) {
			t.Parallel()
			s, _ := start(t, fakemayar.Options{})
			s.SetFault(tc.fault)
			a := get(t, s, unpaidPath)
			wantJSON(t, a, tc.status, tc.body)
			if got, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";"); got != tc.contentType {
				t.Errorf("Content-Type %s, want %s", got, tc.contentType)
			}
			if log := s.Requests(); log[0].Status != tc.status {
				t.Errorf("the request log has HTTP %d, want %d", log[0].Status, tc.status)
			}
			s.ClearFaults()
			if got := len(get(t, s, unpaidPath).rows(t)); got != 10 {
				t.Errorf("%d rows once the fault is gone, want 10", got)
			}
		})
	}
}

func TestFaultMessageOfTheCreditService(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultFailedStatus})
	wantJSON(t, post(t, s, checkoutV2, "{}"), http.StatusOK, `{"statusCode":400,"message":"Invalid data"}`)
}

func TestFaultRetryAfter(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	for form, want := range map[string]string{
		"":                       "",
		"7":                      "7",
		"86400000":               "86400000",
		"soon":                   "soon",
		fakemayar.RetryAfterDate: "Fri, 20 Nov 2026 05:00:30 GMT",
	} {
		s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultRateLimited, RetryAfter: form})
		if got := get(t, s, unpaidPath).Header.Get("Retry-After"); got != want {
			t.Errorf("%q: Retry-After %q, want %q", form, got, want)
		}
	}
}

func TestFaultDown(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	s.Down(true)
	if _, err := sendOnce(newRequest(t, "GET", s.URL()+unpaidPath, "")); !errors.Is(err, io.EOF) {
		t.Errorf("error %v, want the end of the connection", err)
	}
	if log := s.Requests(); len(log) != 1 || log[0].Status != 0 {
		t.Errorf("request log %v, want one request without a status", log)
	}
	s.Down(false)
	if a := get(t, s, unpaidPath); a.Status != http.StatusOK {
		t.Errorf("up again: HTTP %d", a.Status)
	}
}

func TestFaultBrokenBodies(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	whole := get(t, s, unpaidPath).Body

	s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultTruncated})
	a, err := sendOnce(newRequest(t, "GET", s.URL()+unpaidPath, ""))
	if !errors.Is(err, io.ErrUnexpectedEOF) || a.Status != 200 || !strings.HasPrefix(string(whole), string(a.Body)) ||
		len(a.Body) == 0 {
		t.Errorf("truncated: error %v, HTTP %d, %d of %d bytes", err, a.Status, len(a.Body), len(whole))
	}

	s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultHalfJSON})
	if a := get(t, s, unpaidPath); !strings.HasPrefix(string(whole), string(a.Body)) || len(a.Body) != len(whole)/2 ||
		json.Valid(a.Body) {
		t.Errorf("half json: %d of %d bytes", len(a.Body), len(whole))
	}

	s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultHTML})
	if a := get(t, s, unpaidPath); a.Status != 200 || !strings.HasPrefix(string(a.Body), "<!DOCTYPE html>") ||
		!strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		t.Errorf("html: HTTP %d %.40s", a.Status, a.Body)
	}

	s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultHuge})
	if a := get(t, s, unpaidPath); len(a.Body) <= 32<<20 || a.Status != 200 {
		t.Errorf("huge: HTTP %d, %d bytes", a.Status, len(a.Body))
	}
}

func TestFaultEndlessLists(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	second := unpaidPath + "?startingAfter=" + get(t, s, unpaidPath).object(t)["nextStartingAfter"].(string)

	s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultEmptyPages})
	if a := get(t, s, unpaidPath); a.object(t)["hasMore"] != true || len(a.rows(t)) != 0 {
		t.Errorf("empty pages: %.100s", a.Body)
	}
	s.ClearFaults()
	s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultRepeatedPages})
	if diff := cmp.Diff(get(t, s, unpaidPath).object(t), get(t, s, second).object(t)); diff != "" {
		t.Errorf("repeated pages: the second differs from the first:\n%s", diff)
	}
}

func TestFaultScope(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultServerError, Path: "/hl/v2/transactions", Times: 2})
	if got := get(t, s, "/hl/v1/transactions").Status; got != 200 {
		t.Errorf("another path: HTTP %d", got)
	}
	s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultNotFound, Times: 1})
	want := []fakemayar.Fault{
		{Kind: fakemayar.FaultServerError, Path: "/hl/v2/transactions", Times: 2},
		{Kind: fakemayar.FaultNotFound, Times: 1},
	}
	if diff := cmp.Diff(want, s.Faults(), cmp.AllowUnexported(fakemayar.Fault{})); diff != "" {
		t.Errorf("in force (-want +got):\n%s", diff)
	}
	var got []int
	for range 4 {
		got = append(got, get(t, s, unpaidPath).Status)
	}
	if diff := cmp.Diff([]int{404, 500, 500, 200}, got); diff != "" {
		t.Errorf("the newest first, each as often as it says (-want +got):\n%s", diff)
	}
	if left := s.Faults(); len(left) != 0 {
		t.Errorf("still in force: %v", left)
	}
}

func TestFaultIsReplacedByItsKind(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	s.RateLimited(true)
	s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultRateLimited, RetryAfter: "3"})
	if got := get(t, s, unpaidPath).Header.Get("Retry-After"); got != "3" {
		t.Errorf("Retry-After %s, want 3", got)
	}
	s.RateLimited(false)
	if got := get(t, s, unpaidPath).Status; got != 200 {
		t.Errorf("switched off: HTTP %d", got)
	}
}

func TestKindsAllAnswer(t *testing.T) {
	t.Parallel()
	for _, kind := range fakemayar.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s, _ := start(t, fakemayar.Options{})
			s.SetFault(fakemayar.Fault{Kind: kind})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if kind == fakemayar.FaultHang {
				ctx = httptrace.WithClientTrace(
					ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { cancel() }},
				)
			}
			a, err := sendOnce(newRequest(t, "GET", s.URL()+unpaidPath, "").WithContext(ctx))
			closes := slices.Contains(
				[]fakemayar.Kind{fakemayar.FaultDown, fakemayar.FaultHang, fakemayar.FaultTruncated}, kind,
			)
			if closes != (err != nil) {
				t.Errorf("HTTP %d and error %v", a.Status, err)
			}
		})
	}
}

// serve answers req without a socket, for tests with a fake clock. It returns 0 if the connection
// would be closed.
func serve(s *fakemayar.Server, req *http.Request) (status int) {
	defer func() {
		if p := recover(); p != nil && p != http.ErrAbortHandler {
			panic(p)
		}
	}()
	req.Header.Set("Authorization", "Bearer "+fakemayar.DefaultKey)
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	return rec.Code
}

func TestSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := fakemayar.New(fakemayar.Options{})
		s.Slow(10 * time.Second)
		s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultServerError, Times: 1})
		for _, want := range []int{500, 200} {
			began := time.Now()
			status := serve(s, httptest.NewRequest("GET", unpaidPath, nil))
			if took := time.Since(began); status != want || took != 10*time.Second {
				t.Errorf("HTTP %d after %v, want %d after 10s", status, took, want)
			}
		}
		s.Slow(0)
		began := time.Now()
		if status := serve(s, httptest.NewRequest("GET", unpaidPath, nil)); status != 200 || time.Since(began) != 0 {
			t.Errorf("HTTP %d after %v once it is fast again", status, time.Since(began))
		}
	})
}

func TestHang(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		times int
		end   func(*fakemayar.Server, context.CancelFunc)
	}{
		{"until the caller gives up", 0, func(_ *fakemayar.Server, cancel context.CancelFunc) { cancel() }},
		{"until it is cleared", 0, func(s *fakemayar.Server, _ context.CancelFunc) { s.ClearFaults() }},
		{"until it is cleared, used up as it is", 1, func(s *fakemayar.Server, _ context.CancelFunc) {
			s.ClearFaults()
		}},
		{"until the server closes", 0, func(s *fakemayar.Server, _ context.CancelFunc) { s.Close() }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := fakemayar.New(fakemayar.Options{})
				s.SetFault(fakemayar.Fault{Kind: fakemayar.FaultHang, Times: tc.times})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				done := make(chan int, 1)
				go func() { done <- serve(s, httptest.NewRequestWithContext(ctx, "GET", unpaidPath, nil)) }()
				synctest.Wait()
				if len(done) > 0 {
					t.Fatal("it answered")
				}
				tc.end(s, cancel)
				synctest.Wait()
				if len(done) == 0 {
					t.Fatal("it still hangs")
				}
				if status := <-done; status != 0 {
					t.Errorf("HTTP %d, want a closed connection", status)
				}
			})
		})
	}
}
