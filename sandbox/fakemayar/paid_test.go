package fakemayar_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

func TestPaidWalk(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	for _, version := range []string{"V1", "V2"} {
		if got := distinct(walk(t, s, version, "/transactions", "", 40)); got != 90 {
			t.Errorf("%s: %d payments, want 90", version, got)
		}
	}
}

func TestPaidRow(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	paid := s.Add(fakemayar.Transaction{Type: "invoice", Amount: 104_930})
	if err := s.MarkPaid(paid.ID); err != nil {
		t.Fatal(err)
	}
	const common = "id credit status balanceHistoryType paymentMethod customerId createdAt " +
		"paymentLinkTransactionId fee paymentLinkId customeField customer paymentLink"
	for version, keys := range map[string]string{"v1": common, "v2": common + " transactionId amount"} {
		row := get(t, s, "/hl/"+version+"/transactions").rows(t)[0]
		wantKeys(t, row, keys)
		if row["paymentLinkTransactionId"] != paid.ID || row["id"] == paid.ID {
			t.Errorf(
				"%s: row %s of transaction %s, want another id and transaction %s", version, row["id"],
				row["paymentLinkTransactionId"], paid.ID,
			)
		}
		if row["credit"] != json.Number("104930") || row["amount"] != nil || row["status"] != "paid" ||
			row["balanceHistoryType"] != "invoice" {
			t.Errorf("%s: %v", version, row)
		}
		if len(row["fee"].([]any)) != 2 {
			t.Errorf("%s: fees %v, want two", version, row["fee"])
		}
	}
}

func TestPaidSettlesAfterADay(t *testing.T) {
	t.Parallel()
	s, c := start(t, fakemayar.Options{})
	id := s.PickUnpaid()
	if err := s.MarkPaid(id); err != nil {
		t.Fatal(err)
	}
	c.advance(24 * time.Hour)
	row := get(t, s, "/hl/v2/transactions").rows(t)[0]
	if row["transactionId"] != id || row["status"] != "settled" {
		t.Errorf("after a day: %v %v, want %s settled", row["transactionId"], row["status"], id)
	}
	for _, row := range get(t, s, "/hl/v2/transactions?status=paid&limit=40").rows(t) {
		t.Errorf("status=paid still has %v: everything is older than a day", row["id"])
	}
}

func TestPaidFree(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	for _, row := range get(t, s, "/hl/v1/transactions?pageSize=100").rows(t) {
		if row["credit"] == json.Number("0") && row["paymentMethod"] == "Gratis" && len(row["fee"].([]any)) == 0 {
			return
		}
	}
	t.Error("no free sale in the history")
}

// A limit of 50 returns 43 rows without the newest, and hasMore is false (observed in August 2026).
func TestPaidStalePage(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	newest := get(t, s, "/hl/v2/transactions?limit=1").rows(t)[0]["id"]
	a := get(t, s, "/hl/v2/transactions?limit=50")
	rows := a.rows(t)
	if len(rows) != 43 || a.object(t)["hasMore"] != false {
		t.Errorf("%d rows, hasMore %v, want 43 and false", len(rows), a.object(t)["hasMore"])
	}
	for _, row := range rows {
		if row["id"] == newest {
			t.Error("the newest payment is on the stale page")
		}
	}
	if n := len(get(t, s, "/hl/v2/transactions?limit=40").rows(t)); n != 40 {
		t.Errorf("%d rows for a limit of 40", n)
	}
}

func TestPaidIgnoresDates(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	future := fmt.Sprint(noon.Add(time.Hour).UnixMilli())
	if n := len(get(t, s, "/hl/v2/transactions?limit=40&startAt="+future).rows(t)); n != 40 {
		t.Errorf("%d rows from the future on, want 40: startAt does nothing", n)
	}
}

func TestPaidFilters(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	row := get(t, s, "/hl/v2/transactions?limit=1").rows(t)[0]
	for query, key := range map[string]string{
		"customerId": "customerId", "paymentLinkId": "paymentLinkId", "type": "balanceHistoryType", "status": "status",
	} {
		rows := get(t, s, fmt.Sprintf("/hl/v2/transactions?limit=40&%s=%v", query, row[key])).rows(t)
		if len(rows) == 0 {
			t.Errorf("%s: nothing", query)
		}
		for _, r := range rows {
			if r[key] != row[key] {
				t.Errorf("%s: got a row with %v, want %v", query, r[key], row[key])
			}
		}
	}
}

func TestHistoryDelay(t *testing.T) {
	t.Parallel()
	s, c := start(t, fakemayar.Options{HistoryDelay: time.Minute})
	id := s.PickUnpaid()
	if err := s.MarkPaid(id); err != nil {
		t.Fatal(err)
	}
	if row := get(t, s, "/hl/v2/transactions").rows(t)[0]; row["transactionId"] == id {
		t.Error("the history knows of the payment at once")
	}
	if status := detail(t, s, id)["status"]; status != "paid" {
		t.Errorf("the transaction itself is %v, want paid at once", status)
	}
	c.advance(time.Minute)
	if row := get(t, s, "/hl/v2/transactions").rows(t)[0]; row["transactionId"] != id {
		t.Error("the history does not know of the payment after a minute")
	}
}

func detail(t *testing.T, s *fakemayar.Server, id string) object {
	t.Helper()
	return get(t, s, "/hl/v2/transactions/"+id).object(t)["data"].(object)
}

func TestTransaction(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	add := func(kind string, change func(string) error) string {
		id := s.Add(fakemayar.Transaction{Type: kind}).ID
		if change != nil {
			if err := change(id); err != nil {
				t.Fatal(err)
			}
		}
		return id
	}
	for _, tc := range []struct {
		name, id, status, link string
	}{
		{"open", add("invoice", nil), "unpaid", "active"},
		{"of a product", add("CHILD", nil), "created", "active"},
		{"paid", add("invoice", s.MarkPaid), "paid", "active"},
		{"expired", add("invoice", s.Expire), "expired", "active"},
		{"closed", add("invoice", s.CloseTransaction), "unpaid", "closed"},
	} {
		row := detail(t, s, tc.id)
		wantKeys(t, row, `id extraData amount createdAt updatedAt status expirationDate invoiceCode
			isCrossSell orderVariant paymentMethod
			paymentLink customer givenCustomer user`)
		link := row["paymentLink"].(object)
		wantKeys(t, link, "id amount status expiredAt link type")
		if row["id"] != tc.id || row["status"] != tc.status || link["status"] != tc.link {
			t.Errorf(
				"%s: status %v with a link that is %v, want %s and %s", tc.name, row["status"], link["status"],
				tc.status, tc.link,
			)
		}
		if (row["paymentMethod"] != nil) != (tc.name == "paid") {
			t.Errorf("%s: paymentMethod %v", tc.name, row["paymentMethod"])
		}
		if _, err := row["expirationDate"].(json.Number).Int64(); err != nil {
			t.Errorf("%s: expirationDate %v", tc.name, row["expirationDate"])
		}
	}
	unknown, onlyV2 := get(t, s, "/hl/v2/transactions/none"), get(t, s, "/hl/v1/transactions/"+s.PickUnpaid())
	wantJSON(t, unknown, http.StatusNotFound, `{"statusCode":404,"messages":"Transaction not found"}`)
	wantJSON(t, onlyV2, http.StatusNotFound, `{"statusCode":404,"messages":"Not Found"}`)
}

func TestTotals(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	read := func(path, key string) int64 {
		n, err := get(t, s, path).object(t)["data"].(object)[key].(json.Number).Int64()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	sum, count := read("/hl/v2/transactions/daily", "tpvCount"), read("/hl/v2/transactions/daily", "trxCount")
	pending := read("/hl/v2/balances", "balancePending")
	if date := get(t, s, "/hl/v1/transactions/daily").object(t)["data"].(object)["date"]; date != "2026-11-20" {
		t.Errorf("date %v", date)
	}
	if err := s.MarkPaid(s.Add(fakemayar.Transaction{Amount: 70_000}).ID); err != nil {
		t.Fatal(err)
	}
	if got := read("/hl/v1/transactions/daily", "tpvCount"); got != sum+70_000 {
		t.Errorf("tpvCount %d, want %d", got, sum+70_000)
	}
	if got := read("/hl/v1/transactions/daily", "trxCount"); got != count+1 {
		t.Errorf("trxCount %d, want %d", got, count+1)
	}
	if got := read("/hl/v1/balance", "balancePending"); got != pending+70_000 {
		t.Errorf("balancePending %d, want %d", got, pending+70_000)
	}
	if read("/hl/v1/balance", "balance") !=
		read("/hl/v1/balance", "balancePending")+read("/hl/v1/balance", "balanceActive") {
		t.Error("balance is not the sum of its parts")
	}
}
