package blockkit

import (
	"slices"

	"github.com/slack-go/slack"
)

func (c *checker) selectMenu(at path, e *slack.SelectBlockElement) {
	c.plain(at.to("placeholder"), e.Placeholder, maxPlaceholder)
	c.confirm(at.to("confirm"), e.Confirm)
	if e.Type != slack.OptTypeStatic {
		return
	}
	switch {
	case (len(e.Options) == 0) == (len(e.OptionGroups) == 0):
		c.report(at, RuleRequired, "must define either `options` or `option_groups`")
	case len(e.Options) > 0:
		c.options(at.to("options"), &e.Options, maxOptions, plainOptions)
	default:
		c.groups(at.to("option_groups"), &e.OptionGroups)
	}
	c.initialOption(at.to("initial_option"), e.InitialOption, e.Options, e.OptionGroups)
}

func (c *checker) groups(at path, list *[]*slack.OptionGroupBlockObject) {
	maxItems(c, at, list, maxGroups)
	for i, group := range *list {
		here := at.item(i)
		if group == nil {
			c.reportNoObject(here)
			continue
		}
		if group.Label == nil {
			c.reportMissing(here, "label")
		}
		c.plain(here.to("label"), group.Label, maxOption)
		c.options(here.to("options"), &group.Options, maxOptions, plainOptions)
	}
}

// An optionKind says which texts the options of an element may have.
type optionKind int

const (
	plainOptions optionKind = iota // menus
	anyOptions                     // radio buttons and checkboxes
)

func (c *checker) options(at path, list *[]*slack.OptionBlockObject, most int, kind optionKind) {
	c.atLeastOne(at, len(*list))
	maxItems(c, at, list, most)
	for i, option := range *list {
		c.option(at.item(i), option, kind)
	}
}

func (c *checker) option(at path, o *slack.OptionBlockObject, kind optionKind) {
	if o == nil {
		c.reportNoObject(at)
		return
	}
	if o.Text == nil {
		c.reportMissing(at, "text")
	}
	if kind == anyOptions {
		c.text(at.to("text"), o.Text, maxOption)
		c.text(at.to("description"), o.Description, maxOption)
	} else {
		c.plain(at.to("text"), o.Text, maxOption)
		c.plain(at.to("description"), o.Description, maxOption)
	}
	if o.Value == "" {
		c.report(at.to("value"), RuleRequired, "must be more than 0 characters")
	}
	c.maxLength(at.to("value"), o.Value, maxOptionValue)
	if o.URL != "" {
		c.report(at, RuleValue, "invalid additional property: url")
	}
}

// initialOption checks that the option chosen from the start is one of the options.
func (c *checker) initialOption(
	at path, o *slack.OptionBlockObject, options []*slack.OptionBlockObject, groups []*slack.OptionGroupBlockObject,
) {
	if o == nil || offers(options, o.Value) {
		return
	}
	if !slices.ContainsFunc(groups, func(g *slack.OptionGroupBlockObject) bool {
		return g != nil && offers(g.Options, o.Value)
	}) {
		c.report(at, RuleValue, "must be one of the provided options")
	}
}

func offers(options []*slack.OptionBlockObject, value string) bool {
	return slices.ContainsFunc(options, func(o *slack.OptionBlockObject) bool { return o != nil && o.Value == value })
}
