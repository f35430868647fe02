package bot

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/internal/spelling"
)

// linkPrefix begins the action_id of buttons that only open an address. Slack sends their clicks
// too, and they need no handler.
const linkPrefix = "link."

// A router finds the command for a word, a click, a form or a menu.
type router struct {
	prefix   string
	fallback *Command
	commands map[string]*Command
	clicks   map[string]click
	forms    map[string]form
	menus    map[string]menu

	listeners    map[string][]Listener // by event
	textMatchers []*Command            // those with MatchesText
}

type click struct {
	command *Command
	run     Handler
}

type menu struct {
	command *Command
	options OptionsHandler
}

var commandName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,30}$`)

// newRouter fails when two commands, clicks, forms or menus have the same name, even in different
// commands.
func newRouter(prefix, fallback string, commands []Command) (*router, error) {
	r := &router{
		prefix:   strings.ToLower(prefix),
		commands: map[string]*Command{},
		clicks:   map[string]click{},
		forms:    map[string]form{},
		menus:    map[string]menu{},

		listeners: map[string][]Listener{},
	}
	var wrong []error
	for i := range commands {
		wrong = append(wrong, r.add(&commands[i]))
	}
	if r.fallback = r.commands[fallback]; r.fallback == nil {
		wrong = append(wrong, fmt.Errorf("bot: there is no command %q for the bare /%s", fallback, prefix))
	}
	return r, errors.Join(wrong...)
}

func (r *router) add(c *Command) error {
	var wrong []error
	switch {
	case !commandName.MatchString(c.Name):
		wrong = append(wrong, fmt.Errorf("bot: %q is no name for a command: lower-case letters, digits, - and _",
			c.Name))
	case c.Run == nil && len(c.Events)+len(c.Clicks) == 0:
		wrong = append(wrong, fmt.Errorf("bot: command %s does nothing", c.Name))
	case r.commands[c.Name] != nil || c.Name == r.prefix:
		wrong = append(wrong, fmt.Errorf("bot: two commands are called %s", c.Name))
	}
	if c.Run != nil {
		r.commands[c.Name] = c
	}
	for id, run := range c.Clicks {
		if _, taken := r.clicks[id]; taken || run == nil {
			wrong = append(wrong, fmt.Errorf("bot: click %s of %s is there twice, or nobody handles it", id, c.Name))
		}
		r.clicks[id] = click{c, run}
	}
	for id, any := range c.Forms {
		f := any.erase()
		if _, taken := r.forms[id]; taken || f.parse == nil {
			wrong = append(wrong, fmt.Errorf("bot: form %s of %s is there twice, or nobody handles it", id, c.Name))
		}
		if n := utf8.RuneCountInString(f.title); n < 1 || n > 24 {
			wrong = append(wrong, fmt.Errorf("bot: the title of form %s must have 1 to 24 characters, not %d", id, n))
		}
		f.command = c
		r.forms[id] = f
	}
	for id, options := range c.Menus {
		if _, taken := r.menus[id]; taken || options == nil {
			wrong = append(wrong, fmt.Errorf("bot: menu %s of %s is there twice, or nobody handles it", id, c.Name))
		}
		r.menus[id] = menu{c, options}
	}
	for event, listener := range c.Events {
		if !slices.Contains(listenable, event) || listener == nil {
			wrong = append(wrong,
				fmt.Errorf("bot: %s listens to %q, of which nobody is told, or nobody listens", c.Name, event))
		}
		r.listeners[event] = append(r.listeners[event], listener)
	}
	if c.MatchesText != nil {
		r.textMatchers = append(r.textMatchers, c)
	}
	return errors.Join(wrong...)
}

// command finds the command of a slash command, and returns the text after its name. For an unknown
// command it returns nil and the unknown word.
func (r *router) command(slash, text string) (c *Command, rest, unknown string) {
	name := strings.ToLower(strings.TrimPrefix(slash, "/"))
	if c := r.commands[r.trimSuffix(name)]; c != nil {
		return c, r.withoutName(text, c), ""
	}
	if r.trimSuffix(name) != r.prefix {
		return nil, "", name
	}
	text = strings.TrimSpace(text)
	word, rest := text, ""
	if end := strings.IndexFunc(text, unicode.IsSpace); end >= 0 {
		word, rest = text[:end], strings.TrimSpace(text[end:])
	}
	if word == "" {
		return r.fallback, "", ""
	}
	word = strings.ToLower(strings.TrimPrefix(word, "/"))
	if c := r.commands[word]; c != nil {
		return c, rest, ""
	}
	return nil, rest, word
}

// withoutName trims a text and removes "/unpaid" or "/mayar unpaid" from its start, for an example
// that was pasted as a whole after the command.
func (r *router) withoutName(text string, c *Command) string {
	text = strings.TrimSpace(text)
	first, rest := firstWord(text)
	if !strings.HasPrefix(first, "/") {
		return text
	}
	named := r.trimSuffix(strings.ToLower(first[1:]))
	if named == r.prefix {
		first, rest = firstWord(rest)
		named = strings.ToLower(first)
	}
	if named == c.Name {
		return rest
	}
	return text
}

// trimSuffix removes a suffix that begins with a dash, so that /unpaid-dev is /unpaid: two installs
// can share a workspace. A command whose own name has a dash takes precedence.
func (r *router) trimSuffix(name string) string {
	for known := name; known != ""; {
		if r.commands[known] != nil || known == r.prefix {
			return known
		}
		dash := strings.LastIndexByte(known, '-')
		if dash < 0 {
			break
		}
		known = known[:dash]
	}
	return name
}

// nearest returns the name of the command that was probably meant, "" when none is near.
func (r *router) nearest(word string) string {
	length := utf8.RuneCountInString(word)
	if length > 40 {
		return ""
	}
	return spelling.Nearest(word, maps.Keys(r.commands), min(2, length/2))
}
