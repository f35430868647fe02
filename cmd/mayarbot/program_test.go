package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func TestManifestIsThatOfTheRegistry(t *testing.T) {
	t.Parallel()
	want, err := slackManifest()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("manifest.yml is not what the commands say: go run ./cmd/mayarbot manifest > manifest.yml")
	}
}

// setEnv sets the variables to the pretend servers.
func setEnv(t *testing.T, slack *fakeslack.Server, mayar *fakemayar.Server) {
	t.Helper()
	clearEnv(t)
	for name, value := range map[string]string{
		"SLACK_BOT_TOKEN": sandboxBotToken, "SLACK_APP_TOKEN": sandboxAppToken, "SLACK_API_URL": slack.APIURL(),
		"MAYAR_API_KEY": sandboxKey, "MAYAR_API_URL": mayar.URL(),
		"DATABASE_URL": "sqlite:" + t.TempDir() + "/mayarbot.db",
	} {
		t.Setenv(name, value)
	}
}

func startServers(
	t *testing.T, slackOptions fakeslack.Options, mayarOptions fakemayar.Options,
) (*fakeslack.Server, *fakemayar.Server) {
	t.Helper()
	mayarOptions.Key = sandboxKey
	slack, mayar := startSlack(t, slackOptions), fakemayar.Start(mayarOptions)
	t.Cleanup(mayar.Close)
	return slack, mayar
}

func runDoctorCommand(t *testing.T) (string, int) {
	t.Helper()
	var out, errs strings.Builder
	code := run(t.Context(), []string{"doctor"}, &out, &errs)
	t.Log(out.String() + errs.String())
	return out.String() + errs.String(), code
}

func TestDoctorFindsAllWell(t *testing.T) {
	setEnv(pretendServers(t))
	out, code := runDoctorCommand(t)
	if code != 0 || strings.Contains(out, "FAIL") {
		t.Errorf("exit %d", code)
	}
	for _, check := range []string{
		"configuration", "auth.test", "scopes", "hello after", "Mayar v2", "Mayar v1", "/credit/v2/", "budget",
		"database", "clock", "time zone",
	} {
		if !strings.Contains(out, check) {
			t.Errorf("%s was not checked", check)
		}
	}
	if strings.Contains(out, sandboxKey) || strings.Contains(out, sandboxBotToken) {
		t.Error("a secret is printed")
	}
}

func pretendServers(t *testing.T) (*testing.T, *fakeslack.Server, *fakemayar.Server) {
	slack, mayar := startServers(t, fakeslack.Options{}, fakemayar.Options{})
	return t, slack, mayar
}

func TestDoctorSaysWhatToMend(t *testing.T) {
	for name, tt := range map[string]struct {
		break_ func(t *testing.T, slack *fakeslack.Server, mayar *fakemayar.Server)
		want   []string
	}{
		"bot token": {func(t *testing.T, _ *fakeslack.Server, _ *fakemayar.Server) {
			t.Setenv("SLACK_BOT_TOKEN", "xoxb-other")
		},
			[]string{"invalid_auth", "OAuth & Permissions"}},
		"no app token": {func(t *testing.T, _ *fakeslack.Server, _ *fakemayar.Server) {
			t.Setenv("SLACK_APP_TOKEN", "")
		},
			[]string{"SLACK_APP_TOKEN", "connections:write"}},
		"key": {func(t *testing.T, _ *fakeslack.Server, _ *fakemayar.Server) { t.Setenv("MAYAR_API_KEY", "another") },
			[]string{"MAYAR_API_KEY", "web.mayar.id/api-keys"}},
		"read-only key": {func(t *testing.T, _ *fakeslack.Server, mayar *fakemayar.Server) {
			mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultReadOnly, Path: "/credit"})
		}, []string{"checkout", "Read & Write"}},
		"Mayar down": {func(_ *testing.T, _ *fakeslack.Server, mayar *fakemayar.Server) { mayar.Down(true) },
			[]string{"MAYAR_API_URL"}},
		"version": {func(t *testing.T, _ *fakeslack.Server, mayar *fakemayar.Server) {
			mayar.SetVersions(true, false)
			t.Setenv("MAYAR_API_VERSION", "v2")
		}, []string{"MAYAR_API_VERSION"}},
		"newer version in trouble": {func(_ *testing.T, _ *fakeslack.Server, mayar *fakemayar.Server) {
			mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultServerError, Path: "/hl/v2/"})
		}, []string{"fails: mayar: probe the API: 500", "set MAYAR_API_VERSION to v1"}},
		"newer version refuses": {func(_ *testing.T, _ *fakeslack.Server, mayar *fakemayar.Server) {
			mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultUnauthorized, Path: "/hl/v2/"})
		}, []string{"set MAYAR_API_VERSION to v1"}},
		"lists forbidden": {func(_ *testing.T, _ *fakeslack.Server, mayar *fakemayar.Server) {
			mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultReadOnly, Path: "/hl/"})
		}, []string{"whether MAYAR_API_KEY may read"}},
		"checkout in trouble": {func(_ *testing.T, _ *fakeslack.Server, mayar *fakemayar.Server) {
			mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultServerError, Path: "/credit"})
		}, []string{"checkout", "upstream error", "Try again in a few minutes"}},
		"checkout refuses": {func(_ *testing.T, _ *fakeslack.Server, mayar *fakemayar.Server) {
			mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultUnauthorized, Path: "/credit"})
		}, []string{"checkout", "does not accept MAYAR_API_KEY"}},
		"checkout elsewhere": {func(_ *testing.T, _ *fakeslack.Server, mayar *fakemayar.Server) {
			mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultNotFound, Path: "/credit"})
		}, []string{"checkout", "set MAYAR_CREDIT_URL"}},
		"database": {func(t *testing.T, _ *fakeslack.Server, _ *fakemayar.Server) {
			t.Setenv("DATABASE_URL", "sqlite:/nowhere/at/all/x.db")
		}, []string{"DATABASE_URL"}},
		"malformed": {func(t *testing.T, _ *fakeslack.Server, _ *fakemayar.Server) {
			t.Setenv("MAYARBOT_SOCKETS", "99")
		}, []string{"MAYARBOT_SOCKETS"}},
		"sockets forbidden": {func(_ *testing.T, slack *fakeslack.Server, _ *fakemayar.Server) {
			slack.Fail("apps.connections.open", 9, fakeslack.Failure{Error: "missing_scope"})
		}, []string{"connections:write"}},
	} {
		t.Run(name, func(t *testing.T) {
			slack, mayar := startServers(t, fakeslack.Options{}, fakemayar.Options{})
			setEnv(t, slack, mayar)
			tt.break_(t, slack, mayar)
			out, code := runDoctorCommand(t)
			if code != 1 || !strings.Contains(out, "FAIL") || !containsAll(out, tt.want...) {
				t.Errorf("exit %d, want FAIL with %q", code, tt.want)
			}
		})
	}
}

// Slack may close a connection before its hello, or greet one connection too many and then close
// it.
func TestDoctorSaysWhySlackHangsUp(t *testing.T) {
	for name, tt := range map[string]struct{ frame, want string }{
		"switched off": {`{"type":"disconnect","reason":"link_disabled"}`, "switch on Socket Mode"},
		"too many":     {`{"type":"disconnect","reason":"too_many_websockets"}`, "ten connections are open"},
		"one too many": {`{"type":"hello","num_connections":11}`, "ten connections are open"},
		"its trouble":  {`{"type":"disconnect","reason":"internal_error"}`, "try again in a minute"},
		"no Slack":     {`{"type":"welcome"}`, "firewall or proxy"},
	} {
		t.Run(name, func(t *testing.T) {
			var upgrader websocket.Upgrader
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if conn, err := upgrader.Upgrade(w, r, nil); err == nil {
					conn.WriteMessage(websocket.TextMessage, []byte(tt.frame))
					conn.Close()
				}
			}))
			defer server.Close()
			_, err := hello(t.Context(), "ws"+strings.TrimPrefix(server.URL, "http"))
			if err == nil || !strings.Contains(noHello(err), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// The doctor does not blame the token when the network fails.
func TestDoctorTellsNetworkFailuresFromBadTokens(t *testing.T) {
	for name, tt := range map[string]struct {
		failure fakeslack.Failure
		want    string
	}{
		"no answer": {fakeslack.Failure{Drop: true}, "cannot be reached at http://"},
		"no Slack":  {fakeslack.Failure{Status: http.StatusNotFound}, "cannot be reached at http://"},
		"a proxy": {fakeslack.Failure{Status: http.StatusOK, Body: "<html>sign in</html>"},
			"cannot be reached at http://"},
		"trouble": {fakeslack.Failure{Status: http.StatusServiceUnavailable}, "try again in a minute"},
		"its limit": {fakeslack.Failure{Status: http.StatusTooManyRequests, RetryAfter: time.Second},
			"try again in a minute"},
	} {
		t.Run(name, func(t *testing.T) {
			slack, mayar := startServers(t, fakeslack.Options{}, fakemayar.Options{})
			setEnv(t, slack, mayar)
			slack.Fail(fakeslack.EveryMethod, -1, tt.failure)
			out, code := runDoctorCommand(t)
			if code != 1 || strings.Count(out, tt.want) != 2 || containsAll(out, "Copy SLACK_BOT_TOKEN") ||
				containsAll(out, "needs the scope") {
				t.Errorf("exit %d, want %q for both tokens and nothing of them", code, tt.want)
			}
		})
	}
}

// The doctor accepts a Mayar that has only V1.
func TestDoctorAcceptsV1Alone(t *testing.T) {
	slack, mayar := startServers(t, fakeslack.Options{}, fakemayar.Options{V2Gone: true})
	setEnv(t, slack, mayar)
	if out, code := runDoctorCommand(t); code != 0 || !containsAll(out, "is not there") {
		t.Errorf("exit %d", code)
	}
}

// V1 will end: its remains may reject a key that V2 accepts.
func TestDoctorAcceptsAKeyThatOneVersionAccepts(t *testing.T) {
	slack, mayar := startServers(t, fakeslack.Options{}, fakemayar.Options{})
	setEnv(t, slack, mayar)
	mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultUnauthorized, Path: "/hl/v1/"})
	if out, code := runDoctorCommand(t); code != 0 || strings.Contains(out, "FAIL") {
		t.Errorf("exit %d", code)
	}
}

func TestDoctorLeavesNothingBehind(t *testing.T) {
	setEnv(pretendServers(t))
	folder := t.TempDir()
	t.Setenv("DATABASE_URL", "sqlite:"+folder+"/mayarbot.db")
	if out, code := runDoctorCommand(t); code != 0 || !containsAll(out, "is not there yet and can be made") {
		t.Errorf("exit %d", code)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A redirect would take the tokens to another host.
func TestDoctorFollowsNoRedirect(t *testing.T) {
	var asked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		fmt.Fprint(w, `{"ok":true,"url":"ws://127.0.0.1:1/"}`)
	}))
	defer other.Close()
	slack, mayar := startServers(t, fakeslack.Options{}, fakemayar.Options{})
	for _, status := range []int{http.StatusMovedPermanently, http.StatusTemporaryRedirect} {
		moved := httptest.NewServer(http.RedirectHandler(other.URL, status))
		setEnv(t, slack, mayar)
		t.Setenv("SLACK_API_URL", moved.URL+"/")
		t.Setenv("MAYAR_API_URL", moved.URL)
		out, code := runDoctorCommand(t)
		if code != 1 || asked.Load() > 0 || strings.Contains(out, "all well") {
			t.Errorf("%d: exit %d, the other was asked %d times", status, code, asked.Load())
		}
		moved.Close()
	}
}

// {"ok":false} without a reason is a failure too.
func TestDoctorReportsAFailureWithoutAReason(t *testing.T) {
	slack, mayar := startServers(t, fakeslack.Options{}, fakemayar.Options{})
	setEnv(t, slack, mayar)
	slack.Fail(fakeslack.EveryMethod, -1, fakeslack.Failure{Status: http.StatusOK, Body: `{"ok":false}`})
	out, code := runDoctorCommand(t)
	if code != 1 || strings.Count(out, "refused without a reason") != 2 ||
		!containsAll(out, "Copy SLACK_BOT_TOKEN", "connections:write") {
		t.Errorf("exit %d", code)
	}
}

func TestDoctorChecksWhatItCan(t *testing.T) {
	setEnv(pretendServers(t))
	t.Setenv("SLACK_BOT_TOKEN", "xoxp-1")
	t.Setenv("MAYARBOT_SOCKETS", "99")
	out, code := runDoctorCommand(t)
	if code != 1 ||
		!containsAll(out, "SLACK_BOT_TOKEN: ", "MAYARBOT_SOCKETS: ", "mend SLACK_BOT_TOKEN first", "hello after",
			"can be made", "/credit/v2/", "Asia/Jakarta", "2 checks failed") {
		t.Errorf("exit %d", code)
	}
	t.Setenv("DATABASE_URL", "mysql://host/db")
	t.Setenv("MAYAR_API_URL", "api.mayar.id")
	t.Setenv("MAYARBOT_TIMEZONE", "nowhere")
	t.Setenv("SLACK_API_URL", "https://slack.com/api")
	if out, code := runDoctorCommand(t); code != 1 || strings.Count(out, "not checked") != 7 {
		t.Errorf("exit %d, want seven checks that cannot be made", code)
	}
}

func TestDoctorComparesScopes(t *testing.T) {
	slack, mayar := startServers(t, fakeslack.Options{Scopes: []string{"commands", "chat:write"}}, fakemayar.Options{})
	setEnv(t, slack, mayar)
	if out, code := runDoctorCommand(t); code != 1 ||
		!containsAll(out, "missing app_mentions:read, channels:history", "only slash commands are answered",
			"im:write, mpim:history, mpim:read, usergroups:read, users:read", "reinstall") {
		t.Errorf("exit %d", code)
	}
}

// Both doctor and run reject an app that is installed for a whole organisation.
func TestOrganisationWideInstallIsRefused(t *testing.T) {
	slack, mayar := startServers(t,
		fakeslack.Options{Enterprise: fakeslack.Enterprise{ID: "E0CONTOH01", OrgWide: true}},
		fakemayar.Options{})
	setEnv(t, slack, mayar)
	if out, code := runDoctorCommand(t); code != 1 ||
		!containsAll(out, "whole Enterprise organisation", "in that workspace alone") {
		t.Errorf("exit %d", code)
	}
	var out, errs strings.Builder
	if code := run(t.Context(), []string{"run"}, &out, &errs); code != 1 ||
		!strings.Contains(errs.String(), "whole Enterprise organisation") {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

func TestRunRefusesToStart(t *testing.T) {
	for name, tt := range map[string]struct{ variable, value, want string }{
		"without a token":       {"SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN is not set"},
		"with a misspelt name":  {"MAYARBOT_LANGUAG", "id", "MAYARBOT_LANGUAGE"},
		"without its database":  {"DATABASE_URL", "sqlite:/nowhere/at/all/x.db", "DATABASE_URL"},
		"when Slack refuses it": {"SLACK_BOT_TOKEN", "xoxb-other", "SLACK_BOT_TOKEN"},
	} {
		t.Run(name, func(t *testing.T) {
			setEnv(pretendServers(t))
			t.Setenv(tt.variable, tt.value)
			var out, errs strings.Builder
			if code := run(t.Context(), []string{"run"}, &out, &errs); code != 1 ||
				!strings.Contains(errs.String(), tt.want) {
				t.Errorf("exit %d: %s", code, errs.String())
			}
		})
	}
}

func TestRunSaysWhyItCannotListen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	slack, mayar := startServers(t, fakeslack.Options{}, fakemayar.Options{})
	setEnv(t, slack, mayar)
	t.Setenv("MAYARBOT_LISTEN", taken.Addr().String())
	var out, errs strings.Builder
	code := run(t.Context(), []string{"run"}, &out, &errs)
	if code != 1 || !containsAll(errs.String(), "MAYARBOT_LISTEN: ", taken.Addr().String(), "address already in use") {
		t.Errorf("exit %d: %s", code, errs.String())
	}
	if calls := slack.Calls(); len(calls) > 0 {
		t.Errorf("Slack was asked before: %v", calls)
	}
}

// A malformed address may be a secret in the wrong place.
func TestRunDoesNotPrintAMalformedAddress(t *testing.T) {
	slack, mayar := startServers(t, fakeslack.Options{}, fakemayar.Options{})
	setEnv(t, slack, mayar)
	t.Setenv("MAYARBOT_LISTEN", "xoxb-very-secret:80")
	var out, errs strings.Builder
	code := run(t.Context(), []string{"run"}, &out, &errs)
	if code != 1 || !containsAll(errs.String(), "MAYARBOT_LISTEN: ") || strings.Contains(errs.String(), "secret") {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

func TestSandboxServesItsPage(t *testing.T) {
	url := startSandbox(t)
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(page), "<html") {
		t.Errorf("%s: %d, %v", url, response.StatusCode, err)
	}
}

func TestSandboxListensOnThisMachineOnly(t *testing.T) {
	clearEnv(t)
	for _, listen := range []string{"0.0.0.0:7777", "192.0.2.1:7777", ":7777", "example.com:80", "7777"} {
		var out, errs strings.Builder
		if code := run(t.Context(), []string{"sandbox", "--listen", listen}, &out, &errs); code != 1 ||
			!strings.Contains(errs.String(), "--listen") {
			t.Errorf("%s: exit %d: %s", listen, code, errs.String())
		}
	}
}
