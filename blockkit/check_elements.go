package blockkit

import (
	"fmt"
	"slices"

	"github.com/slack-go/slack"
)

// A place is where an element stands; each takes other types of elements.
type place int

const (
	inSection place = iota
	inActions
	inInput
	inContextActions
	inCard
)

var allowedIn = map[place][]slack.MessageElementType{
	inSection: {
		slack.METButton, slack.METCheckboxGroups, slack.METDatepicker, slack.METImage, slack.METOverflow, slack.METRadioButtons,
		slack.METTimepicker, "workflow_button",
		"static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select",
	},
	inActions: {
		slack.METButton, slack.METCheckboxGroups, slack.METDatepicker, slack.METDatetimepicker, slack.METOverflow, slack.METRadioButtons,
		slack.METTimepicker, slack.METRichTextInput, "workflow_button",
		"static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select",
	},
	inInput: {
		slack.METCheckboxGroups, slack.METDatepicker, slack.METDatetimepicker, slack.METEmailTextInput, slack.METFileInput, slack.METNumber,
		slack.METPlainTextInput, slack.METRadioButtons, slack.METRichTextInput, slack.METTimepicker, slack.METURLTextInput,
		"static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select",
	},
	inContextActions: {slack.METFeedbackButtons, slack.METIconButton},
	inCard:           {slack.METButton},
}

func (c *checker) actions(at path, b *slack.ActionBlock) {
	c.elements(at.to("elements"), elementsOf(b.Elements), maxActions, inActions)
}

func (c *checker) contextActions(at path, b *slack.ContextActionsBlock) {
	c.elements(at.to("elements"), elementsOf(b.Elements), maxContextActions, inContextActions)
}

func elementsOf(set *slack.BlockElements) *[]slack.BlockElement {
	if set == nil {
		return new([]slack.BlockElement)
	}
	return &set.ElementSet
}

func (c *checker) elements(at path, list *[]slack.BlockElement, most int, where place) {
	c.atLeastOne(at, len(*list))
	limit(c, at, list, most)
	for i, element := range *list {
		here := at.item(i)
		c.element(here, element, where)
		if id := actionID(element); id != "" && repeatsAction((*list)[:i], id) {
			c.report(here.to("action_id"), RuleDuplicate, fmt.Sprintf("`action_id` already exists: %s", id))
		}
	}
}

func repeatsAction(before []slack.BlockElement, id string) bool {
	for _, e := range before {
		if actionID(e) == id {
			return true
		}
	}
	return false
}

func (c *checker) element(at path, element slack.BlockElement, where place) {
	if element == nil {
		c.report(at, RuleRequired, "must provide an object")
		return
	}
	if !slices.Contains(allowedIn[where], element.ElementType()) {
		c.report(at.to("type"), RuleType, "unsupported type: "+string(element.ElementType()))
		return
	}
	c.id(at.to("action_id"), actionID(element), maxID)

	switch e := element.(type) {
	case *slack.ButtonBlockElement:
		c.button(at, e)
	case *slack.ImageBlockElement:
		c.image(at, e)
	case *slack.SelectBlockElement:
		c.selectMenu(at, e)
	case *slack.MultiSelectBlockElement:
		c.multiSelectMenu(at, e)
	case *slack.OverflowBlockElement:
		c.options(at.to("options"), &e.Options, maxOverflow, plainWithLinks)
		c.confirm(at.to("confirm"), e.Confirm)
	case *slack.RadioButtonsBlockElement:
		c.options(at.to("options"), &e.Options, maxChoices, anyText)
		c.initial(at.to("initial_option"), e.InitialOption, e.Options, nil)
		c.confirm(at.to("confirm"), e.Confirm)
	case *slack.CheckboxGroupsBlockElement:
		c.options(at.to("options"), &e.Options, maxChoices, anyText)
		c.initials(at.to("initial_options"), e.InitialOptions, e.Options, nil)
		c.confirm(at.to("confirm"), e.Confirm)
	case *slack.IconButtonBlockElement:
		c.iconButton(at, e)
	case *slack.FeedbackButtonsBlockElement:
		c.feedback(at.to("positive_button"), e.PositiveButton)
		c.feedback(at.to("negative_button"), e.NegativeButton)
	case *slack.WorkflowButtonBlockElement:
		c.buttonText(at, e.Text)
	default:
		c.field(at, element)
	}
}

func (c *checker) accessory(at path, a *slack.Accessory) {
	if a.UnknownElement != nil {
		return
	}
	c.element(at, elementOf(a), inSection)
}

func elementOf(a *slack.Accessory) slack.BlockElement {
	switch {
	case a.ImageElement != nil:
		return a.ImageElement
	case a.ButtonElement != nil:
		return a.ButtonElement
	case a.OverflowElement != nil:
		return a.OverflowElement
	case a.DatePickerElement != nil:
		return a.DatePickerElement
	case a.TimePickerElement != nil:
		return a.TimePickerElement
	case a.PlainTextInputElement != nil:
		return a.PlainTextInputElement
	case a.RichTextInputElement != nil:
		return a.RichTextInputElement
	case a.RadioButtonsElement != nil:
		return a.RadioButtonsElement
	case a.SelectElement != nil:
		return a.SelectElement
	case a.MultiSelectElement != nil:
		return a.MultiSelectElement
	case a.CheckboxGroupsBlockElement != nil:
		return a.CheckboxGroupsBlockElement
	case a.WorkflowButtonElement != nil:
		return a.WorkflowButtonElement
	}
	return nil
}

func (c *checker) button(at path, e *slack.ButtonBlockElement) {
	c.buttonText(at, e.Text)
	c.id(at.to("value"), e.Value, maxButtonValue)
	if e.URL != "" {
		c.link(at.to("url"), e.URL)
	}
	c.spoken(at.to("accessibility_label"), &e.AccessibilityLabel)
	c.style(at.to("style"), e.Style)
	c.confirm(at.to("confirm"), e.Confirm)
}

func (c *checker) iconButton(at path, e *slack.IconButtonBlockElement) {
	if e.Icon == "" {
		c.reportMissing(at, "icon")
	}
	c.buttonText(at, e.Text)
	c.id(at.to("value"), e.Value, maxButtonValue)
	c.spoken(at.to("accessibility_label"), &e.AccessibilityLabel)
	c.confirm(at.to("confirm"), e.Confirm)
}

func (c *checker) feedback(at path, b *slack.FeedbackButton) {
	if b == nil {
		c.report(at, RuleRequired, "must provide an object")
		return
	}
	c.buttonText(at, b.Text)
	c.id(at.to("value"), b.Value, maxButtonValue)
	c.spoken(at.to("accessibility_label"), &b.AccessibilityLabel)
}

func (c *checker) buttonText(at path, t *slack.TextBlockObject) {
	if t == nil {
		c.reportMissing(at, "text")
	}
	c.plain(at.to("text"), t, maxButton)
}

// spoken is for labels that screen readers read; they may be absent.
func (c *checker) spoken(at path, s *string) {
	if *s != "" {
		c.shown(at, s, maxButton, cutPlain)
	}
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

func (c *checker) image(at path, e *slack.ImageBlockElement) {
	if e == nil {
		return
	}
	var url string
	if e.ImageURL != nil {
		url = *e.ImageURL
	}
	c.imageSource(at, url, e.SlackFile)
	c.shown(at.to("alt_text"), &e.AltText, maxAlt, cutPlain)
}
