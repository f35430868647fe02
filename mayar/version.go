package mayar

import (
	"context"
	"fmt"
	"strings"
)

// A Version is a version of Mayar's API.
type Version string

// The versions. Mayar announced that V1 stops on 1 October 2026, but not whether it did. So Auto
// asks V2 first, and V1 where V2 does not exist.
const (
	Auto Version = "auto"
	V1   Version = "v1"
	V2   Version = "v2"
)

// ParseVersion reads auto, v1 or v2, in any letter case; empty means auto.
func ParseVersion(s string) (Version, error) {
	switch v := Version(strings.ToLower(strings.TrimSpace(s))); v {
	case "":
		return Auto, nil
	case Auto, V1, V2:
		return v, nil
	}
	return "", fmt.Errorf("mayar: %q is not a version of the API: use auto, v1 or v2", s)
}

// Version returns the version in use: the configured one, else the found one, else Auto.
func (c *Client) Version() Version {
	if c.version != Auto {
		return c.version
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.found
}

// A route is one endpoint in both versions, as paths after the base URL. An empty path means that
// the version does not have it.
type route struct {
	op     string
	v2, v1 string

	// object says that a 404 is about the requested object and tells nothing of the version.
	object bool

	// only is the version that the cursor belongs to, if any.
	only Version
}

func (r route) path(v Version) string {
	if v == V1 {
		return r.v1
	}
	return r.v2
}

// eachVersion runs try with the version in use. If a list does not exist there, it tries the other
// version and remembers it when it answers. While the version is unknown, a missing object is also
// requested from the other version, but nothing is remembered.
func (c *Client) eachVersion(ctx context.Context, r route, try func(Version) error) error {
	var missing []string
	for _, v := range c.candidates(r) {
		if r.path(v) == "" {
			continue
		}
		err := try(v)
		if err == nil {
			if !r.object && r.only == "" {
				c.remember(ctx, v)
			}
			return nil
		}
		if !NotFound(err) {
			return err
		}
		missing = append(missing, r.path(v))
	}
	switch len(missing) {
	case 0:
		return fmt.Errorf("%w: %s", ErrUnsupported, r.op)
	case 1:
		missing = nil
	}
	return &Error{Op: r.op, Status: 404, Reason: ReasonNotFound, Paths: missing}
}

func (c *Client) candidates(r route) []Version {
	switch v := c.Version(); {
	case r.only != "":
		return []Version{r.only}
	case c.version != Auto, r.object && v != Auto:
		return []Version{v}
	case v == V1:
		return []Version{V1, V2}
	}
	return []Version{V2, V1}
}

func (c *Client) remember(ctx context.Context, v Version) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version == Auto && c.found != v {
		c.found = v
		c.log.InfoContext(ctx, "mayar: version found", "version", v)
	}
}
