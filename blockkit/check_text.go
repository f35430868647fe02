package blockkit

import (
	"fmt"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// text checks a text object of either type.
func (c *checker) text(at path, t *slack.TextBlockObject, most int) {
	switch {
	case t == nil:
		return
	case t.Type == slack.PlainTextType:
		if t.Verbatim {
			c.report(at, RuleValue, "invalid additional property: verbatim")
		}
		c.visibleText(at.to("text"), &t.Text, most, truncatePlain)
	case t.Type == slack.MarkdownType:
		if t.Emoji != nil {
			c.report(at, RuleValue, "invalid additional property: emoji")
		}
		c.visibleText(at.to("text"), &t.Text, most, truncateMrkdwn)
	default:
		c.report(at.to("type"), RuleType, "unsupported type: "+t.Type)
	}
}

// plain checks a text object that must be plain_text.
func (c *checker) plain(at path, t *slack.TextBlockObject, most int) {
	if t != nil && t.Type != slack.PlainTextType {
		if !c.truncate {
			c.report(at.to("type"), RuleType, "unsupported type: "+t.Type)
			return
		}
		*t = *Plain(t.Text)
	}
	c.text(at, t, most)
}

// visibleText checks text that people read: it must not be empty, counts for the size of the
// message and may be truncated.
func (c *checker) visibleText(at path, s *string, most int, truncate func(string, int) string) {
	n := utf8.RuneCountInString(*s)
	switch {
	case n == 0 && c.truncate:
		*s, n = EmptyValue, 1
	case n == 0:
		c.report(at, RuleRequired, "must be more than 0 characters")
	case n > most && c.truncate:
		*s, n = truncate(*s, most), most
	case n > most:
		c.report(at, RuleLength, tooLong(most))
	}
	c.chars += n
}

// maxLength checks a value that programs read: it may be empty and is never truncated.
func (c *checker) maxLength(at path, s string, most int) {
	if longerThan(s, most) {
		c.report(at, RuleLength, tooLong(most))
	}
}

func (c *checker) link(at path, s string) {
	switch {
	case longerThan(s, maxURL):
		c.report(at, RuleLength, tooLong(maxURL))
	case !looksSafe(s):
		c.report(at, RuleURL, "invalid url")
	}
}

func tooLong(most int) string {
	return fmt.Sprintf("must be less than %d characters", most+1)
}

// longerThan reports whether s has more than most characters.
func longerThan(s string, most int) bool {
	return len(s) > most && utf8.RuneCountInString(s) > most
}
