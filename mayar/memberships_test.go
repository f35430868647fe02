package mayar_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mayarbot/mayarbot/mayar"
)

func TestTiers(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle("GET /hl/v2/memberships/tiers", inTurn(
		reply(200, `{"statusCode":200,"messages":"success","hasMore":true,"nextStartingAfter":"x","data":[
			{"id":"t1","name":"Paket 1","status":"ACTIVE","isSoldOut":false,"limit":null,`+
			`"createdAt":"2026-01-15T15:07:33.868Z"},
			{"id":"t2","name":"Paket 2","status":"INACTIVE","isSoldOut":true}]}`),
		reply(200, `{"hasMore":false,"data":[{"id":"t2"},{"id":null},{"id":"t3","name":"Paket 3"}]}`)))
	tiers, _, err := p.client().Memberships.Tiers(t.Context(), "p-1")
	if err != nil {
		t.Fatal(err)
	}
	want := []mayar.Tier{
		{ID: "t1", Name: "Paket 1", Status: "active"},
		{ID: "t2", Name: "Paket 2", Status: "inactive", SoldOut: true},
		{ID: "t3", Name: "Paket 3"},
	}
	if diff := cmp.Diff(want, tiers); diff != "" {
		t.Errorf("tiers (-want +got):\n%s", diff)
	}
	wantRequests := []string{
		"GET /hl/v2/memberships/tiers?limit=50&productId=p-1",
		"GET /hl/v2/memberships/tiers?limit=50&productId=p-1&startingAfter=x",
	}
	if got := p.requests(); !slices.Equal(got, wantRequests) {
		t.Errorf("requests %v, want %v", got, wantRequests)
	}
}

const tierPrices = `{"statusCode":200,"messages":"success","data":[
	{"id":"t1","name":"Paket 1","status":"ACTIVE","membershipTierPeriod":[
		{"id":"a","amount":10000,"status":"ACTIVE","monthPeriod":1,"isLifetime":false},
		{"id":"b","amount":null,"status":"ACTIVE","monthPeriod":3,"isLifetime":false},
		{"id":"c","amount":50000,"status":"INACTIVE","monthPeriod":6,"isLifetime":false},
		{"id":"d","amount":null,"status":null,"monthPeriod":12,"isLifetime":false},
		{"id":"e","amount":"900000","status":"active","monthPeriod":null,"isLifetime":true}],
	 "membershipCustomer":[{"id":"m","status":"inactive","customerId":"c","customer":{"name":"Budi Santoso",` +
	`"email":"budi@example.com"}}]},
	{"id":"t2","name":"Paket 2","status":"ACTIVE"}]}`

func TestTierPrices(t *testing.T) {
	t.Parallel()
	want := []mayar.TierPrice{
		{
			TierID:  "t1",
			Name:    "Paket 1",
			Amounts: []mayar.PeriodPrice{{Months: 1, Amount: 10000}, {Lifetime: true, Amount: 900000}},
		},
		{TierID: "t2", Name: "Paket 2"},
	}
	for version, path := range map[mayar.Version]string{
		mayar.V2: "GET /hl/v2/memberships/p-1/tiers",
		mayar.V1: "GET /hl/v1/membership/p-1",
	} {
		p := newPeer(t)
		p.handle(path, reply(200, tierPrices))
		got, _, err := p.client(mayar.WithVersion(version)).Memberships.TierPrices(t.Context(), "p-1")
		if err != nil {
			t.Errorf("%s: %v", version, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: prices (-want +got):\n%s", version, diff)
		}
		if printed := fmt.Sprintf("%#v", got); strings.Contains(printed, "Budi") ||
			strings.Contains(printed, "budi@example.com") {
			t.Errorf("%s: a member was decoded: %s", version, printed)
		}
	}
}

// A tier list that never ends is read for a few pages only.
func TestTiersEnd(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	p.handle("GET /hl/v1/membership/p-1", reply(200, `{"data":[{"id":"t1"}],"hasMore":true}`))
	tiers, _, err := p.client(mayar.WithVersion(mayar.V1)).Memberships.Tiers(t.Context(), "p-1")
	if err != nil || len(tiers) != 1 || len(p.requests()) != 5 {
		t.Errorf("got %v, %v after %d requests, want one tier after 5", tiers, err, len(p.requests()))
	}
}
