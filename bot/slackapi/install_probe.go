package slackapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
)

// OrgWideMessage says that the bot does not serve an app of a whole organisation, and what to do.
const OrgWideMessage = "SLACK_BOT_TOKEN is of an app that is installed for a whole Enterprise organisation, " +
	"and this bot serves one workspace: " +
	"install the app in that workspace alone (https://api.slack.com/apps, Install App), " +
	"and copy its Bot User OAuth Token"

var errOrgWide = errors.New("is_enterprise_install")

// An InstallProbe is an HTTP client that reads from the answers of auth.test what slack-go leaves
// out: how the app is installed.
type InstallProbe struct {
	next *http.Client
	wide atomic.Bool
}

// NewInstallProbe returns an InstallProbe that sends through next.
func NewInstallProbe(next *http.Client) *InstallProbe { return &InstallProbe{next: next} }

// OrgWide reports whether the last auth.test said that the app is installed for a whole
// organisation.
func (i *InstallProbe) OrgWide() bool { return i.wide.Load() }

// Do sends a request.
func (i *InstallProbe) Do(req *http.Request) (*http.Response, error) {
	resp, err := i.next.Do(req)
	if err != nil || !strings.HasSuffix(req.URL.Path, "/auth.test") {
		return resp, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	var said struct {
		Wide any `json:"is_enterprise_install"` // in commands Slack sends a string
	}
	_ = json.Unmarshal(body, &said) // slack-go reports invalid JSON
	i.wide.Store(fmt.Sprint(said.Wide) == "true")
	return resp, nil
}
