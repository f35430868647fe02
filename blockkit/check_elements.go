package blockkit

import (
	"fmt"
	"slices"

	"github.com/slack-go/slack"
)

// A place is where an element stands. Slack allows other types of elements in each.
type place int

const (
	inSection place = iota
	inActions
	inInput
)

var (
	menus = []slack.MessageElementType{
		"static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select",
		"multi_channels_select",
	}
	// choosers are allowed everywhere.
	choosers = append([]slack.MessageElementType{
		slack.METCheckboxGroups, slack.METRadioButtons, slack.METDatepicker, slack.METTimepicker,
	}, menus...)

	allowedIn = map[place][]slack.MessageElementType{
		inSection: append([]slack.MessageElementType{
			slack.METButton, slack.METImage, slack.METOverflow, "workflow_button",
		}, choosers...),
		inActions: append([]slack.MessageElementType{
			slack.METButton, slack.METDatetimepicker, slack.METOverflow, slack.METRichTextInput, "workflow_button",
		}, choosers...),
		inInput: append([]slack.MessageElementType{
			slack.METDatetimepicker, slack.METEmailTextInput, slack.METFileInput, slack.METNumber,
			slack.METPlainTextInput, slack.METRichTextInput, slack.METURLTextInput,
		}, choosers...),
	}
)

func (c *checker) actions(at path, b *slack.ActionBlock) {
	elements := at.to("elements")
	if b.Elements == nil {
		c.atLeastOne(elements, 0)
		return
	}
	list := &b.Elements.ElementSet
	c.atLeastOne(elements, len(*list))
	maxItems(c, elements, list, maxActions)
	for i, element := range *list {
		here := elements.item(i)
		c.element(here, element, inActions)
		if id := actionID(element); hasActionID((*list)[:i], id) {
			c.report(here.to("action_id"), RuleDuplicate, fmt.Sprintf("`action_id` already exists: %s", id))
		}
	}
}

func hasActionID(elements []slack.BlockElement, id string) bool {
	if id == "" {
		return false
	}
	for _, e := range elements {
		if actionID(e) == id {
			return true
		}
	}
	return false
}

// actionID returns the action_id of an element that we send.
func actionID(element slack.BlockElement) string {
	switch e := element.(type) {
	case *slack.ButtonBlockElement:
		return e.ActionID
	case *slack.SelectBlockElement:
		return e.ActionID
	case *slack.RadioButtonsBlockElement:
		return e.ActionID
	case *slack.CheckboxGroupsBlockElement:
		return e.ActionID
	case *slack.PlainTextInputBlockElement:
		return e.ActionID
	}
	return ""
}

func (c *checker) element(at path, element slack.BlockElement, where place) {
	if element == nil {
		c.reportNoObject(at)
		return
	}
	if !slices.Contains(allowedIn[where], element.ElementType()) {
		c.report(at.to("type"), RuleType, "unsupported type: "+string(element.ElementType()))
		return
	}
	c.maxLength(at.to("action_id"), actionID(element), maxID)

	switch e := element.(type) {
	case *slack.ButtonBlockElement:
		c.button(at, e)
	case *slack.SelectBlockElement:
		c.selectMenu(at, e)
	case *slack.RadioButtonsBlockElement:
		c.options(at.to("options"), &e.Options, maxChoices, anyOptions)
		c.initialOption(at.to("initial_option"), e.InitialOption, e.Options, nil)
		c.confirm(at.to("confirm"), e.Confirm)
	case *slack.CheckboxGroupsBlockElement:
		c.options(at.to("options"), &e.Options, maxChoices, anyOptions)
		for i, o := range e.InitialOptions {
			initial := at.to("initial_options")
			c.initialOption(initial.item(i), o, e.Options, nil)
		}
		c.confirm(at.to("confirm"), e.Confirm)
	case *slack.PlainTextInputBlockElement:
		c.textInput(at, e)
	}
}

// accessory checks the element beside a section's text, where it is of a type that we send.
func (c *checker) accessory(at path, a *slack.Accessory) {
	switch {
	case a == nil:
	case a.ButtonElement != nil:
		c.element(at, a.ButtonElement, inSection)
	case a.SelectElement != nil:
		c.element(at, a.SelectElement, inSection)
	case a.RadioButtonsElement != nil:
		c.element(at, a.RadioButtonsElement, inSection)
	case a.CheckboxGroupsBlockElement != nil:
		c.element(at, a.CheckboxGroupsBlockElement, inSection)
	case a.PlainTextInputElement != nil:
		c.element(at, a.PlainTextInputElement, inSection)
	}
}

func (c *checker) button(at path, e *slack.ButtonBlockElement) {
	if e.Text == nil {
		c.reportMissing(at, "text")
	}
	c.plain(at.to("text"), e.Text, maxButton)
	c.maxLength(at.to("value"), e.Value, maxButtonValue)
	if e.URL != "" {
		c.link(at.to("url"), e.URL)
	}
	if e.AccessibilityLabel != "" {
		c.visibleText(at.to("accessibility_label"), &e.AccessibilityLabel, maxButton, truncatePlain)
	}
	c.style(at.to("style"), e.Style)
	c.confirm(at.to("confirm"), e.Confirm)
}

func (c *checker) style(at path, s slack.Style) {
	if s != slack.StyleDefault && s != slack.StylePrimary && s != slack.StyleDanger {
		c.report(at, RuleValue, "must be primary or danger")
	}
}

func (c *checker) confirm(at path, dialog *slack.ConfirmationBlockObject) {
	if dialog == nil {
		return
	}
	for _, part := range []struct {
		name string
		text *slack.TextBlockObject
	}{{"title", dialog.Title}, {"text", dialog.Text}, {"confirm", dialog.Confirm}} {
		if part.text == nil {
			c.reportMissing(at, part.name)
		}
	}
	c.plain(at.to("title"), dialog.Title, maxConfirmTitle)
	c.text(at.to("text"), dialog.Text, maxConfirmText)
	c.plain(at.to("confirm"), dialog.Confirm, maxConfirmButton)
	c.plain(at.to("deny"), dialog.Deny, maxConfirmButton)
	c.style(at.to("style"), dialog.Style)
}

func (c *checker) textInput(at path, e *slack.PlainTextInputBlockElement) {
	c.plain(at.to("placeholder"), e.Placeholder, maxPlaceholder)
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
	c.maxLength(at.to("initial_value"), e.InitialValue, e.MaxLength)
}
