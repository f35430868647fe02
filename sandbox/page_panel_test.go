package sandbox_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/mayarbot/mayarbot/sandbox/browsertest"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func walkSockets(t *testing.T, browser *browsertest.Browser) {
	page, w, _ := visit(t, browser, fakeslack.Options{CloseAfter: 1})
	room := page.Within("#panel")
	room.WaitText("Bot running")
	room.WaitText("Open sockets 1")
	picture(t, page, "panel")
	for _, button := range []string{"Warning", "Refresh", "Link disabled", "Too many", "Cut"} {
		before := w.slack.Connections() // a bot may connect twice
		room.Click(button)
		if err := w.slack.Wait(t.Context(), func() bool {
			return w.slack.Connections() > before && len(w.slack.Sockets()) == 1
		}); err != nil {
			t.Fatalf("%s: the bot did not have to connect again: %v", button, err)
		}
		room.WaitText("Open sockets 1")
	}
	room.Click("Deafen")
	room.WaitText("deaf")
	if sockets := w.slack.Sockets(); !sockets[0].Deaf {
		t.Error("the socket still hears")
	}
}

func walkMayar(t *testing.T, browser *browsertest.Browser) {
	page, w, _ := visit(t, browser, fakeslack.Options{})
	room := page.Within("#panel")
	for _, dial := range []struct {
		title string
		kind  fakemayar.Kind
	}{
		{"Slow: 2 seconds", fakemayar.FaultSlow}, {"Slow: 10 seconds", fakemayar.FaultSlow},
		{"Down", fakemayar.FaultDown},
		{"Too many requests (429)", fakemayar.FaultRateLimited}, {"Internal error (500)", fakemayar.FaultServerError},
	} {
		room.Click(dial.title)
		page.WaitText("Mayar: " + dial.title)
		if faults := w.mayar.Faults(); len(faults) != 1 || faults[0].Kind != dial.kind {
			t.Errorf("after %q Mayar has the faults %v", dial.title, faults)
		}
	}
	room.Click("More ways to fail")
	for _, title := range []string{
		"Hangs", "Created a moment ago (429)", "Wrong key (401)", "Read-only key (403)", "Not found (404)",
		"Bad gateway, plain text (502)",
		"A web page instead of JSON", "Nothing at all (200)", "Cut in the middle", "“Failed” inside 200",
	} {
		room.Click(title)
		page.WaitText("Mayar: " + title)
	}
	picture(t, page, "panel-faults")
	room.Click("Works")
	page.WaitText("Mayar: Works")
	if faults := w.mayar.Faults(); len(faults) != 0 {
		t.Errorf("Mayar still has the faults %v", faults)
	}
	room.Choose("Checkout answer", "D: one checkout link")
	page.WaitText("Checkouts from now on: D")
	if got := w.mayar.CheckoutVariant(); got != fakemayar.VariantCheckoutLink {
		t.Errorf("checkouts are answered as %q", got)
	}
	room.Choose("Checkout answer", "Wrong: links name somebody else")
	page.WaitText("Wrong: links name somebody else")
	room.Choose("API versions", "V1 only")
	page.WaitText("Mayar answers V1 only")
	if got := status(t, w.mayar.URL()+"/hl/v2/transactions/unpaid?limit=1"); got != http.StatusNotFound {
		t.Errorf("V2 answers %d, want 404", got)
	}
	room.WaitText("1 request")
}

func status(t *testing.T, url string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+fakemayar.DefaultKey)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

func walkTransactions(t *testing.T, browser *browsertest.Browser) {
	page, w, _ := visit(t, browser, fakeslack.Options{})
	room := page.Within("#panel")
	newest := w.mayar.PickUnpaid()
	room.WaitText("Open transactions 278")
	const height = `document.querySelector(".counters").offsetHeight`
	before := browsertest.Eval[int](page, height)
	page.Type("Message", "/unpaid\r")
	room.WaitText("to ack")
	if after := browsertest.Eval[int](page, height); after != before {
		t.Errorf(
			"the first command made the counters %d pixels high instead of %d: all buttons below them jump", after,
			before,
		)
	}
	room.Click("Mark one paid")
	page.WaitText("Paid: ")
	room.WaitText("Open transactions 277")
	for _, open := range w.mayar.Transactions() {
		if open.ID == newest {
			t.Errorf("%s is still open", newest)
		}
	}
	room.Click("Add one")
	page.WaitText("New: ")
	room.WaitText("Open transactions 278")
	oldest := w.mayar.OldestUnpaid(10)
	room.Click("Mark five paid")
	page.WaitText("Paid: 5 transactions, Rp")
	page.Wait(
		`document.querySelector(".toast").getBoundingClientRect().bottom <
			document.querySelector("#messages").getBoundingClientRect().top`,
	)
	room.WaitText("Open transactions 273")
	room.Click("Let five expire")
	page.WaitText("Expired: 5 transactions, Rp")
	room.WaitText("Open transactions 268")
	for _, open := range w.mayar.Transactions() {
		if slices.Contains(oldest, open.ID) {
			t.Errorf("%s, one of the ten oldest, is still open", open.ID)
		}
	}
	page.Click("Close the control room")
	page.WaitGone("Open transactions")
	page.Click("Control room")
	page.WaitText("Open transactions")
}
