package blockkit

import (
	"slices"

	"github.com/slack-go/slack"
)

// An optionKind tells what an option may hold.
type optionKind int

const (
	plainText      optionKind = iota // menus
	plainWithLinks                   // overflow menus
	anyText                          // radio buttons and checkboxes
)

func (c *checker) selectMenu(at path, e *slack.SelectBlockElement) {
	c.plain(at.to("placeholder"), e.Placeholder, maxPlaceholder)
	c.confirm(at.to("confirm"), e.Confirm)
	if e.Type != slack.OptTypeStatic {
		return
	}
	c.choices(at, &e.Options, &e.OptionGroups)
	c.initial(at.to("initial_option"), e.InitialOption, e.Options, e.OptionGroups)
}

func (c *checker) multiSelectMenu(at path, e *slack.MultiSelectBlockElement) {
	c.plain(at.to("placeholder"), e.Placeholder, maxPlaceholder)
	c.confirm(at.to("confirm"), e.Confirm)
	if e.MaxSelectedItems != nil && *e.MaxSelectedItems < 1 {
		c.report(at.to("max_selected_items"), RuleValue, "must be at least 1")
	}
	if e.Type != slack.MultiOptTypeStatic {
		return
	}
	c.choices(at, &e.Options, &e.OptionGroups)
	c.initials(at.to("initial_options"), e.InitialOptions, e.Options, e.OptionGroups)
}

func (c *checker) choices(at path, options *[]*slack.OptionBlockObject, groups *[]*slack.OptionGroupBlockObject) {
	switch {
	case (len(*options) == 0) == (len(*groups) == 0):
		c.report(at, RuleRequired, "must define either `options` or `option_groups`")
	case len(*options) > 0:
		c.options(at.to("options"), options, maxOptions, plainText)
	default:
		c.groups(at.to("option_groups"), groups)
	}
}

func (c *checker) groups(at path, list *[]*slack.OptionGroupBlockObject) {
	limit(c, at, list, maxGroups)
	for i, group := range *list {
		here := at.item(i)
		if group == nil {
			c.report(here, RuleRequired, "must provide an object")
			continue
		}
		if group.Label == nil {
			c.reportMissing(here, "label")
		}
		c.plain(here.to("label"), group.Label, maxOption)
		c.options(here.to("options"), &group.Options, maxOptions, plainText)
	}
}

func (c *checker) options(at path, list *[]*slack.OptionBlockObject, most int, kind optionKind) {
	c.atLeastOne(at, len(*list))
	limit(c, at, list, most)
	for i, option := range *list {
		c.option(at.item(i), option, kind)
	}
}

func (c *checker) option(at path, o *slack.OptionBlockObject, kind optionKind) {
	if o == nil {
		c.report(at, RuleRequired, "must provide an object")
		return
	}
	if o.Text == nil {
		c.reportMissing(at, "text")
	}
	if kind == anyText {
		c.text(at.to("text"), o.Text, maxOption)
		c.text(at.to("description"), o.Description, maxOption)
	} else {
		c.plain(at.to("text"), o.Text, maxOption)
		c.plain(at.to("description"), o.Description, maxOption)
	}
	if o.Value == "" {
		c.report(at.to("value"), RuleRequired, "must be more than 0 characters")
	}
	c.id(at.to("value"), o.Value, maxOptionValue)

	switch {
	case o.URL == "":
	case kind == plainWithLinks:
		c.link(at.to("url"), o.URL)
	default:
		c.report(at, RuleValue, "invalid additional property: url")
	}
}

// initial is for an option that is chosen from the start: Slack wants it among the options.
func (c *checker) initial(at path, o *slack.OptionBlockObject, options []*slack.OptionBlockObject, groups []*slack.OptionGroupBlockObject) {
	if o == nil || offered(o.Value, options) {
		return
	}
	if !slices.ContainsFunc(groups, func(g *slack.OptionGroupBlockObject) bool { return g != nil && offered(o.Value, g.Options) }) {
		c.report(at, RuleValue, "must be one of the provided options")
	}
}

func (c *checker) initials(at path, list, options []*slack.OptionBlockObject, groups []*slack.OptionGroupBlockObject) {
	for i, o := range list {
		c.initial(at.item(i), o, options, groups)
	}
}

func offered(value string, options []*slack.OptionBlockObject) bool {
	return slices.ContainsFunc(options, func(o *slack.OptionBlockObject) bool { return o != nil && o.Value == value })
}
