package message

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
)

// DigestForm is the modal to make or change a digest. Its fields come back under the ids BlockDigestDays and so on. Whoever opens it puts what they
// need to know again into its private metadata.
func (w *Renderer) DigestForm(sub digest.Subscription) slack.ModalViewRequest {
	title := "DigestFormNew"
	if sub.ID != "" {
		title = "DigestFormEdit"
	}
	return slack.ModalViewRequest{
		Type:       slack.VTModal,
		CallbackID: CallbackDigest,
		Title:      blockkit.Plain(w.text(title, nil)),
		Submit:     blockkit.Plain(w.text("DigestFormSave", nil)),
		Close:      blockkit.Plain(w.text("FormCancel", nil)),
		Blocks:     slack.Blocks{BlockSet: slices.Concat(w.mainFields(sub), w.optionalFields(sub))},
	}
}

// mainFields are what most digests need: when it comes, and of what.
func (w *Renderer) mainFields(sub digest.Subscription) []slack.Block {
	options, chosen := w.zoneOptions(sub.Location().String())
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, BlockDigestZone, options...)
	menu.InitialOption = chosen
	user := sub.Mention
	if blockkit.IsGroupID(user) {
		user = ""
	}
	return []slack.Block{
		w.daysField(sub.Schedule),
		w.textField(BlockDigestTimes, "FormTimes", "FormTimesHint", formTimes(sub.Schedule), false),
		w.field(BlockDigestZone, "FormZone", "", menu),
		w.textField(BlockDigestFilter, "FormFilter", "FormFilterHint", sub.Filter, true),
		w.mentionField(user),
	}
}

// formTimes are the times to begin with. A line of cron has none, but a form without any could not be sent: they are not read then.
func formTimes(schedule digest.Schedule) string {
	if schedule.Cron != "" {
		return "09:00"
	}
	return strings.Join(timesOf(schedule), ", ")
}

// optionalFields are those that most leave as they are.
func (w *Renderer) optionalFields(sub digest.Subscription) []slack.Block {
	zone, group := sub.Location().String(), ""
	if slices.Contains(digest.CommonZones(), zone) {
		zone = ""
	}
	if blockkit.IsGroupID(sub.Mention) {
		group = sub.Mention
	}
	b := newBuilder("digest.more")
	b.divider()
	b.section(w.mrkdwn("FormMore", nil))
	return append(b.blocksWithIDs(),
		w.radioField(BlockDigestNothingOpen, "FormNothing", sub.OnlyWhenOpen, DigestAllClear, "FormAllClear", DigestOnlyWhenOpen, "FormQuiet"),
		w.radioField(BlockDigestStyle, "FormStyle", sub.Detailed, DigestCompact, "FormCompact", DigestDetailed, "FormFull"),
		w.languageField(sub.Language),
		w.radioField(BlockDigestLate, "FormLate", sub.SkipLate, DigestPostLate, "FormPostLate", DigestSkipLate, "FormSkipLate"),
		w.textField(BlockDigestGroup, "FormGroup", "FormGroupHint", group, true),
		w.textField(BlockDigestZoneName, "FormZoneName", "FormZoneNameHint", zone, true),
		w.textField(BlockDigestCron, "FormCron", "FormCronHint", sub.Schedule.Cron, true),
	)
}

// field is an input with a label, and a hint where it has one.
func (w *Renderer) field(blockID, label, hint string, element slack.BlockElement) *slack.InputBlock {
	var below *slack.TextBlockObject
	if hint != "" {
		below = blockkit.Plain(w.text(hint, nil))
	}
	return slack.NewInputBlock(blockID, blockkit.Plain(w.text(label, nil)), below, element)
}

var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// daysField has all days chosen for a daily digest, and none for one that follows a line of cron.
func (w *Renderer) daysField(schedule digest.Schedule) *slack.InputBlock {
	boxes := slack.NewCheckboxGroupsBlockElement(BlockDigestDays)
	for _, d := range week {
		option := slack.NewOptionBlockObject(strconv.Itoa(int(d)), blockkit.Plain(w.longDay(d)), nil)
		boxes.Options = append(boxes.Options, option)
		daily := len(schedule.Days) == 0 && schedule.Cron == ""
		if daily || slices.Contains(schedule.Days, d) {
			boxes.InitialOptions = append(boxes.InitialOptions, option)
		}
	}
	return w.field(BlockDigestDays, "FormDays", "FormDaysHint", boxes).WithOptional(true)
}

// zoneOptions are the zones of Indonesia, and another one to be typed in.
func (w *Renderer) zoneOptions(zone string) (options []*slack.OptionBlockObject, chosen *slack.OptionBlockObject) {
	for _, name := range digest.CommonZones() {
		label := name
		if short := digest.ZoneAbbreviation(name); short != "" {
			label = short + " (" + name + ")"
		}
		options = append(options, slack.NewOptionBlockObject(name, blockkit.Plain(label), nil))
	}
	options = append(options, slack.NewOptionBlockObject(DigestZoneOther, blockkit.Plain(w.text("FormZoneOther", nil)), nil))
	for _, option := range options {
		if option.Value == zone {
			return options, option
		}
	}
	return options, options[len(options)-1]
}

// radioField is one of two; the second where second is set.
func (w *Renderer) radioField(blockID, label string, second bool, firstValue, firstText, secondValue, secondText string) *slack.InputBlock {
	options := []*slack.OptionBlockObject{
		slack.NewOptionBlockObject(firstValue, blockkit.Plain(w.text(firstText, nil)), nil),
		slack.NewOptionBlockObject(secondValue, blockkit.Plain(w.text(secondText, nil)), nil),
	}
	buttons := slack.NewRadioButtonsBlockElement(blockID, options...)
	buttons.InitialOption = options[0]
	if second {
		buttons.InitialOption = options[1]
	}
	return w.field(blockID, label, "", buttons)
}

// languageField has the Renderer's own language chosen unless another is given.
func (w *Renderer) languageField(language string) *slack.InputBlock {
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, BlockDigestLanguage)
	if !slices.Contains(Languages, language) {
		language = w.text("OwnLanguage", nil)
	}
	for _, l := range Languages {
		option := slack.NewOptionBlockObject(l, blockkit.Plain(w.text(languageIDs[l], nil)), nil)
		menu.Options = append(menu.Options, option)
		if l == language {
			menu.InitialOption = option
		}
	}
	return w.field(BlockDigestLanguage, "FormLanguage", "", menu)
}

func (w *Renderer) mentionField(user string) *slack.InputBlock {
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, blockkit.Plain(w.text("FormMentionNobody", nil)), BlockDigestMention)
	if blockkit.IsUserID(user) {
		menu.InitialUser = user
	}
	return w.field(BlockDigestMention, "FormMention", "FormMentionHint", menu).WithOptional(true)
}

// DigestTitle is the title of what takes the place of the digest form.
func (w *Renderer) DigestTitle() string {
	return w.text("OpDigest", nil)
}

// DigestWorking is what stands in the form while the digest is being saved.
func (w *Renderer) DigestWorking() blockkit.Message {
	b := newBuilder("digest.working")
	title := w.text("DigestWorkingTitle", nil)
	b.section("*" + escape(title) + "*")
	return b.message(escape(title))
}

// DigestNotYours says to somebody who pressed Settings that these are for the owner and the admins, and names the owner and another way.
func (w *Renderer) DigestNotYours(id, owner, ref string) blockkit.Message {
	return w.shortMessage("digest.notyours", ref, w.mrkdwn("DigestOthersTitle", nil), w.mrkdwn("DigestNotYoursBody", args{
		"Owner": mention(owner),
		"Edit":  code("/digest edit "+digestID(id), 60),
	}))
}
