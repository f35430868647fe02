package fakemayar_test

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

func Example() {
	noon := time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)
	mayar := fakemayar.Start(fakemayar.Options{Now: func() time.Time { return noon }})
	defer mayar.Close()

	ask := func(path string) string {
		req, err := http.NewRequest(http.MethodGet, mayar.URL()+path, nil)
		if err != nil {
			return err.Error()
		}
		req.Header.Set("Authorization", "Bearer "+fakemayar.DefaultKey)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err.Error()
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return err.Error()
		}
		return resp.Status + "\n" + string(body)
	}

	fmt.Println(ask("/hl/v2/transactions/unpaid?status=expired&startingAfter=1"))
	mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultBadGateway, Path: "/hl/v1", Times: 1})
	fmt.Println(ask("/hl/v1/balance"))
	// Output:
	// 200 OK
	// {"statusCode":200,"messages":"success","data":[],"hasMore":false,"nextStartingAfter":null}
	//
	// 502 Bad Gateway
	// Bad Gateway
}
