package blockkit

import "strconv"

// A Violation is one thing in a message or a form that Slack would reject.
type Violation struct {
	Pointer string // JSON pointer: "/blocks/3/text/text", "/view/blocks/0/label/text"
	Rule    Rule
	Message string // in Slack's words: "must be less than 3001 characters [json-pointer:/blocks/3/text/text]"
}

// A Rule names the kind of limit that a Violation breaks.
type Rule string

// The rules.
const (
	RuleRequired  Rule = "required"  // something is missing or empty
	RuleLength    Rule = "length"    // a text, an id or an address is too long
	RuleCount     Rule = "count"     // a list has too many or too few items
	RuleTotal     Rule = "total"     // the message, its tables or the form are too large as a whole
	RuleDuplicate Rule = "duplicate" // an id is used twice
	RuleSurface   Rule = "surface"   // not allowed in a message, not allowed in a form
	RuleType      Rule = "type"      // of a type that is not allowed here
	RuleValue     Rule = "value"     // not among the values that are allowed
	RuleURL       Rule = "url"       // not a SafeURL
)

// A path leads to a place in a message. It lives on the stack, and only a violation turns it into a
// JSON pointer.
type path struct {
	up    *path
	key   string // empty for an item of a list
	index int
}

func (p *path) to(key string) path { return path{up: p, key: key} }

func (p *path) item(i int) path { return path{up: p, index: i} }

// appendTo copies the keys, which keeps the paths off the heap.
func (p *path) appendTo(pointer []byte) []byte {
	if p.up != nil {
		pointer = p.up.appendTo(pointer)
	}
	pointer = append(pointer, '/')
	if p.key != "" {
		return append(pointer, p.key...)
	}
	return strconv.AppendInt(pointer, int64(p.index), 10)
}
