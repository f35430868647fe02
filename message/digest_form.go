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

// DigestForm is the modal to create or change a digest. Its values come back under the ids
// BlockDigestDays and so on. unknownYear is a year whose holidays should be known and are not; 0:
// there is none.
func (w *Renderer) DigestForm(sub digest.Subscription, unknownYear int) slack.ModalViewRequest {
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
		Blocks:     slack.Blocks{BlockSet: slices.Concat(w.mainFields(sub), w.optionalFields(sub, unknownYear))},
	}
}

// mainFields are the fields that most digests need.
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

// formTimes are the times to begin with. A line of cron has none, but a form without any could not
// be sent: they are not read then.
func formTimes(schedule digest.Schedule) string {
	if schedule.Cron != "" {
		return "09:00"
	}
	return strings.Join(timesOf(schedule), ", ")
}

// optionalFields are the fields that most people leave unchanged.
func (w *Renderer) optionalFields(sub digest.Subscription, unknownYear int) []slack.Block {
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
		w.holidaysField(sub.Holidays, unknownYear),
		w.radioField(BlockDigestNothingOpen, "FormNothing", sub.OnlyWhenOpen,
			w.choice(DigestAllClear, "FormAllClear"), w.choice(DigestOnlyWhenOpen, "FormOnlyWhenOpen")),
		w.radioField(BlockDigestStyle, "FormStyle", sub.Detailed,
			w.choice(DigestCompact, "FormCompact"), w.choice(DigestDetailed, "FormDetailed")),
		w.languageField(sub.Language),
		w.radioField(BlockDigestLate, "FormLate", sub.SkipLate,
			w.choice(DigestPostLate, "FormPostLate"), w.choice(DigestSkipLate, "FormSkipLate")),
		w.textField(BlockDigestGroup, "FormGroup", "FormGroupHint", group, true),
		w.textField(BlockDigestZoneName, "FormZoneName", "FormZoneNameHint", zone, true),
		w.textField(BlockDigestCron, "FormCron", "FormCronHint", sub.Schedule.Cron, true),
	)
}

// field is an input with a label, and a hint unless that is "".
func (w *Renderer) field(blockID, label, hint string, element slack.BlockElement) *slack.InputBlock {
	var hintText *slack.TextBlockObject
	if hint != "" {
		hintText = blockkit.Plain(w.text(hint, nil))
	}
	return slack.NewInputBlock(blockID, blockkit.Plain(w.text(label, nil)), hintText, element)
}

var week = []time.Weekday{
	time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
}

// daysField has all days chosen for a daily digest, and none for one with a cron line.
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

// zoneOptions are the zones of Indonesia, UTC, and an option for another one.
func (w *Renderer) zoneOptions(zone string) (options []*slack.OptionBlockObject, chosen *slack.OptionBlockObject) {
	for _, name := range digest.CommonZones() {
		label := name
		if short := digest.ZoneAbbreviation(name); short != "" {
			label = short + " (" + name + ")"
		}
		options = append(options, slack.NewOptionBlockObject(name, blockkit.Plain(label), nil))
	}
	options = append(options, w.choice(DigestZoneOther, "FormZoneOther"))
	for _, option := range options {
		if option.Value == zone {
			return options, option
		}
	}
	return options, options[len(options)-1]
}

func (w *Renderer) choice(value, textID string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, blockkit.Plain(w.text(textID, nil)), nil)
}

// radioField offers two options, and chooses the second one if chooseSecond is true.
func (w *Renderer) radioField(
	blockID, label string, chooseSecond bool, first, second *slack.OptionBlockObject,
) *slack.InputBlock {
	buttons := slack.NewRadioButtonsBlockElement(blockID, first, second)
	buttons.InitialOption = first
	if chooseSecond {
		buttons.InitialOption = second
	}
	return w.field(blockID, label, "", buttons)
}

// holidaysField says which days are meant, and whether their list is complete.
func (w *Renderer) holidaysField(chosen digest.Holidays, unknownYear int) *slack.InputBlock {
	post, skip, next := w.choice(DigestHolidaysPost, "FormHolidaysPost"),
		w.choice(DigestHolidaysSkip, "FormHolidaysSkip"), w.choice(DigestHolidaysNext, "FormHolidaysNext")
	buttons := slack.NewRadioButtonsBlockElement(BlockDigestHolidays, post, skip, next)
	switch chosen {
	case digest.HolidaysSkip:
		buttons.InitialOption = skip
	case digest.HolidaysNext:
		buttons.InitialOption = next
	default:
		buttons.InitialOption = post
	}
	field := w.field(BlockDigestHolidays, "FormHolidays", "FormHolidaysHint", buttons)
	if unknownYear != 0 {
		field.Hint.Text = w.text("FormHolidaysUnknown", args{"Year": strconv.Itoa(unknownYear)})
	}
	return field
}

// languageField chooses the Renderer's own language unless another is given.
func (w *Renderer) languageField(language string) *slack.InputBlock {
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, BlockDigestLanguage)
	if !slices.Contains(Languages, language) {
		language = w.language
	}
	for _, l := range Languages {
		option := slack.NewOptionBlockObject(l, blockkit.Plain(languageName(l)), nil)
		menu.Options = append(menu.Options, option)
		if l == language {
			menu.InitialOption = option
		}
	}
	return w.field(BlockDigestLanguage, "FormLanguage", "", menu)
}

func (w *Renderer) mentionField(user string) *slack.InputBlock {
	placeholder := blockkit.Plain(w.text("FormMentionNobody", nil))
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, placeholder, BlockDigestMention)
	if blockkit.IsUserID(user) {
		menu.InitialUser = user
	}
	return w.field(BlockDigestMention, "FormMention", "FormMentionHint", menu).WithOptional(true)
}

// DigestTitle is the title of the answer that replaces the digest form.
func (w *Renderer) DigestTitle() string {
	return w.text("OpDigest", nil)
}

// DigestWorking replaces the form while the bot saves the digest.
func (w *Renderer) DigestWorking() blockkit.Message {
	b := newBuilder("digest.working")
	title := w.text("DigestWorkingTitle", nil)
	b.section("*" + escape(title) + "*")
	return b.message(escape(title))
}

// DigestNotYours says that the settings are for the owner and the admins, and names the owner and
// another way.
func (w *Renderer) DigestNotYours(id, owner, ref string) blockkit.Message {
	body := w.mrkdwn("DigestNotYoursBody", args{
		"Owner": mention(owner),
		"Edit":  code("/digest edit "+digestID(id), 60),
	})
	return w.shortMessage("digest.notyours", ref, w.mrkdwn("DigestOthersTitle", nil), body)
}
