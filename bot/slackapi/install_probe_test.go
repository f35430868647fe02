package slackapi

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Either sign shows an install for a whole organisation; an answer that is not Slack's passes
// unchanged.
func TestInstall(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"ok":true,"team_id":"T1","is_enterprise_install":true}`:                       true,
		`{"ok":true,"team_id":"T1","enterprise_id":"E1","is_enterprise_install":false}`: false,
		`{"ok":true,"team_id":"T1"}`:                                                    false,
		`<html>is_enterprise_install</html>`:                                            false,
		`{"ok":false,"error":"invalid_auth"}`:                                           false,
		`{"ok":true,"is_enterprise_install":"either"}`:                                  false,
		`{"ok":true,"is_enterprise_install":"true"}`:                                    true,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_,
				_ = io.WriteString(w, body)
		}))
		install := NewInstallProbe(server.Client())
		req, err := http.NewRequest(http.MethodPost, server.URL+"/api/auth.test", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := install.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := io.ReadAll(resp.Body); string(got) != body || install.OrgWide() != want {
			t.Errorf("%s: wide %v, body %s", body, install.OrgWide(), got)
		}
		server.Close()
	}
}
