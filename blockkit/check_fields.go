package blockkit

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"
)

// field is for elements that people fill in.
func (c *checker) field(at path, element slack.BlockElement) {
	switch e := element.(type) {
	case *slack.PlainTextInputBlockElement:
		c.plain(at.to("placeholder"), e.Placeholder, maxPlaceholder)
		c.inputLengths(at, e)
	case *slack.EmailTextInputBlockElement:
		c.plain(at.to("placeholder"), e.Placeholder, maxPlaceholder)
	case *slack.URLTextInputBlockElement:
		c.plain(at.to("placeholder"), e.Placeholder, maxPlaceholder)
	case *slack.NumberInputBlockElement:
		c.plain(at.to("placeholder"), e.Placeholder, maxPlaceholder)
	case *slack.RichTextInputBlockElement:
		c.plain(at.to("placeholder"), e.Placeholder, maxPlaceholder)
	case *slack.DatePickerBlockElement:
		c.plain(at.to("placeholder"), e.Placeholder, maxPlaceholder)
		c.moment(at.to("initial_date"), e.InitialDate, time.DateOnly, "must be a date as YYYY-MM-DD")
		c.confirm(at.to("confirm"), e.Confirm)
	case *slack.TimePickerBlockElement:
		c.plain(at.to("placeholder"), e.Placeholder, maxPlaceholder)
		c.moment(at.to("initial_time"), e.InitialTime, "15:04", "must be a time as HH:mm")
		c.confirm(at.to("confirm"), e.Confirm)
	case *slack.DateTimePickerBlockElement:
		c.confirm(at.to("confirm"), e.Confirm)
	case *slack.FileInputBlockElement:
		c.fileInput(at, e)
	}
}

func (c *checker) inputLengths(at path, e *slack.PlainTextInputBlockElement) {
	if e.MinLength < 0 || e.MinLength > maxInputLength {
		c.report(at.to("min_length"), RuleValue, fmt.Sprintf("must be between 0 and %d", maxInputLength))
	}
	if e.MaxLength < 0 || e.MaxLength > maxInputLength {
		c.report(at.to("max_length"), RuleValue, fmt.Sprintf("must be between 1 and %d", maxInputLength))
	}
	if e.MaxLength == 0 {
		return
	}
	if e.MinLength > e.MaxLength {
		c.report(at.to("min_length"), RuleValue, "must be at most max_length")
	}
	c.id(at.to("initial_value"), e.InitialValue, e.MaxLength)
}

func (c *checker) moment(at path, s, layout, message string) {
	if s == "" {
		return
	}
	if _, err := time.Parse(layout, s); err != nil {
		c.report(at, RuleValue, message)
	}
}

func (c *checker) fileInput(at path, e *slack.FileInputBlockElement) {
	if c.surface == inMessage {
		c.report(at.to("type"), RuleSurface, "unsupported type: file_input")
	}
	if e.MaxFiles < 0 || e.MaxFiles > maxFiles {
		c.report(at.to("max_files"), RuleValue, fmt.Sprintf("must be between 1 and %d", maxFiles))
	}
}

// actionID returns the action_id of an element, "" if it has none.
func actionID(element slack.BlockElement) string {
	switch e := element.(type) {
	case *slack.ButtonBlockElement:
		return e.ActionID
	case *slack.SelectBlockElement:
		return e.ActionID
	case *slack.MultiSelectBlockElement:
		return e.ActionID
	case *slack.OverflowBlockElement:
		return e.ActionID
	case *slack.RadioButtonsBlockElement:
		return e.ActionID
	case *slack.CheckboxGroupsBlockElement:
		return e.ActionID
	case *slack.DatePickerBlockElement:
		return e.ActionID
	case *slack.TimePickerBlockElement:
		return e.ActionID
	case *slack.DateTimePickerBlockElement:
		return e.ActionID
	case *slack.PlainTextInputBlockElement:
		return e.ActionID
	case *slack.EmailTextInputBlockElement:
		return e.ActionID
	case *slack.URLTextInputBlockElement:
		return e.ActionID
	case *slack.NumberInputBlockElement:
		return e.ActionID
	case *slack.RichTextInputBlockElement:
		return e.ActionID
	case *slack.FileInputBlockElement:
		return e.ActionID
	case *slack.IconButtonBlockElement:
		return e.ActionID
	case *slack.FeedbackButtonsBlockElement:
		return e.ActionID
	case *slack.WorkflowButtonBlockElement:
		return e.ActionID
	}
	return ""
}
