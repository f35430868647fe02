package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/internal/loopback"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// The types below check one variable each, when it is not empty. Their errors complete the sentence
// "NAME: …" and never repeat a secret.

type slackBotToken string

func (t *slackBotToken) Decode(value string) error {
	if !strings.HasPrefix(value, "xoxb-") {
		return errors.New("a bot token begins with xoxb-; it is on the app's page OAuth & Permissions (an app-level " +
			"token, xapp-, belongs in SLACK_APP_TOKEN)")
	}
	*t = slackBotToken(value)
	return noSpaces(value)
}

type slackAppToken string

func (t *slackAppToken) Decode(value string) error {
	if !strings.HasPrefix(value, "xapp-") {
		return errors.New("an app-level token begins with xapp-; make one on the app's page Basic Information, with " +
			"the scope connections:write (a bot token, xoxb-, belongs in SLACK_BOT_TOKEN)")
	}
	*t = slackAppToken(value)
	return noSpaces(value)
}

type apiKey string

func (k *apiKey) Decode(value string) error {
	*k = apiKey(value)
	if _, err := mayar.New(value); err != nil { // makes no request
		return errors.New(strings.TrimPrefix(err.Error(), "mayar: "))
	}
	return nil
}

func noSpaces(secret string) error {
	if strings.ContainsAny(secret, " \t\r\n\"'") {
		return errors.New("holds a space, a line break or a quotation mark: copy it again without them")
	}
	return nil
}

// slackURL is where Slack's methods are; slack-go appends the method's name to it.
type slackURL string

func (u *slackURL) Decode(value string) error {
	if err := webAddress(value); err != nil {
		return err
	}
	if !strings.HasSuffix(value, "/") {
		return errors.New("must end in /, as https://slack.com/api/")
	}
	*u = slackURL(value)
	return nil
}

// hostURL is a scheme and a host, without a path.
type hostURL string

func (u *hostURL) Decode(value string) error {
	if err := webAddress(value); err != nil {
		return err
	}
	if parsed, _ := url.Parse(value); strings.Trim(parsed.Path, "/") != "" {
		return errors.New("must be a scheme and a host only, as https://api.mayar.id")
	}
	*u = hostURL(strings.TrimRight(value, "/"))
	return nil
}

// webAddress takes http:// on this machine only: tokens, keys and customers' data go there.
func webAddress(value string) error {
	const form = "must be a web address that begins with https:// (or http:// on this machine)"
	parsed, err := url.Parse(value)
	if err != nil || parsed.Host == "" || parsed.User != nil || parsed.RawQuery != "" || parsed.Fragment != "" {
		return errors.New(form + ", without a password, ? or #")
	}
	if parsed.Scheme == "https" || parsed.Scheme == "http" && loopback.Is(parsed.Hostname()) {
		return nil
	}
	return errors.New(form)
}

type databaseURL string

func (u *databaseURL) Decode(value string) error {
	for _, scheme := range []string{"sqlite:", "postgres://", "postgresql://"} {
		if rest, ok := strings.CutPrefix(value, scheme); ok && rest != "" {
			*u = databaseURL(value)
			return nil
		}
	}
	return errors.New("must be sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME")
}

type mayarVersion string

func (v *mayarVersion) Decode(value string) error {
	return oneOf((*string)(v), value, "auto", "v1", "v2")
}

type language string

func (l *language) Decode(value string) error {
	return oneOf((*string)(l), value, message.Languages...)
}

type logFormat string

func (f *logFormat) Decode(value string) error { return oneOf((*string)(f), value, "text", "json") }

func oneOf(target *string, value string, allowed ...string) error {
	for _, a := range allowed {
		if strings.EqualFold(value, a) {
			*target = a
			return nil
		}
	}
	return fmt.Errorf("must be one of %s", strings.Join(allowed, ", "))
}

type logLevel slog.Level

func (l *logLevel) Decode(value string) error {
	if (*slog.Level)(l).UnmarshalText([]byte(value)) != nil {
		return errors.New("must be one of debug, info, warn, error")
	}
	return nil
}

type timezone struct{ *time.Location }

func (z *timezone) Decode(value string) error {
	name, err := digest.ParseZone(value)
	if err == nil {
		z.Location, err = time.LoadLocation(name)
	}
	if err != nil {
		return errors.New("must be WIB, WITA, WIT, UTC or the IANA name of a time zone, as Asia/Jakarta")
	}
	return nil
}

type positive int

func (p *positive) Decode(value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 100_000 {
		return errors.New("must be a whole number from 1 to 100000")
	}
	*p = positive(n)
	return nil
}

type socketCount int

func (s *socketCount) Decode(value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 10 {
		return errors.New("must be a whole number from 1 to 10, the most that Slack allows an app")
	}
	*s = socketCount(n)
	return nil
}

type userIDs []string

func (ids *userIDs) Decode(value string) error {
	return decodeIDs((*[]string)(ids), value, blockkit.IsUserID,
		"a user id begins with U or W, as U012ABCDEF: profile → ⋮ → Copy member ID")
}

type groupIDs []string

func (ids *groupIDs) Decode(value string) error {
	return decodeIDs((*[]string)(ids), value, blockkit.IsGroupID,
		"a user group id begins with S, as S012ABCDEF: it is the end of the group's address in Slack")
}

type channelIDs []string

func (ids *channelIDs) Decode(value string) error {
	return decodeIDs((*[]string)(ids), value, blockkit.IsChannelID,
		"a channel id begins with C, G or D, as C012ABCDEF: channel details → at the bottom")
}

// decodeIDs reads a list with commas. A list that is set but has no id is an error: " , " must not
// mean everybody. An entry that is no id is named by its position alone, because it may be a token
// in the wrong line.
func decodeIDs(target *[]string, value string, isID func(string) bool, right string) error {
	for i, part := range strings.Split(value, ",") {
		id := strings.TrimSpace(part)
		if id == "" {
			continue
		}
		if !isID(id) {
			return fmt.Errorf("entry %d of the list is not an id; %s", i+1, right)
		}
		*target = append(*target, id)
	}
	if len(*target) == 0 {
		return fmt.Errorf("lists no id; %s", right)
	}
	return nil
}

type listenAddr string

func (a *listenAddr) Decode(value string) error {
	_, port, err := net.SplitHostPort(value)
	if err != nil {
		return errors.New("must be HOST:PORT, as 127.0.0.1:9090")
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return errors.New("must be HOST:PORT, as 127.0.0.1:9090, with a port of at most 65535")
	}
	*a = listenAddr(value)
	return nil
}
