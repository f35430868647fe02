package message

import (
	"regexp"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
)

// Problem says what happened, what to do, and the reference by which the operator finds it in the
// log.
func (w *Renderer) Problem(p Problem) blockkit.Message {
	b := newBuilder("problem")
	title, body := w.problemTexts(p)
	b.section("⚠️ *" + title + "*\n" + body)
	b.context(joinDots(w.operation(p.Operation), w.reference(p.Ref)))
	p.Word = "…" // notifications do not show what people typed
	title, _ = w.problemTexts(p)
	return b.message(markup(strings.ReplaceAll(string(title), "`", "")))
}

var problemIDs = map[ProblemKind]struct{ title, body string }{
	ProblemUnauthorized:        {"UnauthorizedTitle", "UnauthorizedBody"},
	ProblemReadOnlyKey:         {"ReadOnlyKeyTitle", "ReadOnlyKeyBody"},
	ProblemNotFound:            {"NotFoundTitle", "NotFoundBody"},
	ProblemNoRoute:             {"NoRouteTitle", "NoRouteBody"},
	ProblemNotCredit:           {"NotCreditTitle", "NotCreditBody"},
	ProblemInvalid:             {"InvalidTitle", "InvalidBody"},
	ProblemMayarRejected:       {"MayarRejectedTitle", "MayarRejectedBody"},
	ProblemDuplicate:           {"DuplicateTitle", "DuplicateBody"},
	ProblemRateLimited:         {"RateLimitedTitle", "RateLimitedBody"},
	ProblemBudgetSpent:         {"BudgetSpentTitle", "RateLimitedBody"},
	ProblemUserBudgetSpent:     {"UserBudgetSpentTitle", "UserBudgetSpentBody"},
	ProblemQueueFull:           {"QueueFullTitle", "QueueFullBody"},
	ProblemMayarDown:           {"MayarDownTitle", "MayarDownBody"},
	ProblemTimeout:             {"TimeoutTitle", "TimeoutBody"},
	ProblemShutdown:            {"ShutdownTitle", "ShutdownBody"},
	ProblemBadAnswer:           {"BadAnswerTitle", "BadAnswerBody"},
	ProblemNoLinkEndpoint:      {"NoLinkEndpointTitle", "NoLinkEndpointBody"},
	ProblemLinkTooLong:         {"LinkTooLongTitle", "LinkTooLongBody"},
	ProblemNoLinks:             {"NoLinksTitle", "NoLinksBody"},
	ProblemBadFilter:           {"BadFilterTitle", "BadFilterBody"},
	ProblemFilterUnknown:       {"FilterUnknownTitle", "FilterUnknownBody"},
	ProblemFilterType:          {"BadFilterTitle", "FilterTypeBody"},
	ProblemFilterDuplicate:     {"FilterDuplicateTitle", "FilterDuplicateBody"},
	ProblemFilterContradiction: {"FilterContradictionTitle", "FilterContradictionBody"},
	ProblemLongFilter:          {"LongFilterTitle", "LongFilterBody"},
	ProblemWithheld:            {"WithheldTitle", "WithheldBody"},
	ProblemNoCustomer:          {"NoCustomerTitle", "NoCustomerBody"},
	ProblemCouldNotShare:       {"CouldNotShareTitle", "CouldNotShareBody"},
	ProblemSlackTimeout:        {"SlackTimeoutTitle", "SlackTimeoutBody"},
	ProblemOldButton:           {"OldButtonTitle", "OldButtonBody"},
	ProblemInternal:            {"InternalTitle", "InternalBody"},
	ProblemBadSchedule:         {"BadScheduleTitle", "BadScheduleBody"},
	ProblemNoTime:              {"NoTimeTitle", "NoTimeBody"},
	ProblemScheduleTooClose:    {"ScheduleTooCloseTitle", "ScheduleTooCloseBody"},
	ProblemScheduleNever:       {"ScheduleNeverTitle", "ScheduleNeverBody"},
	ProblemScheduleStep:        {"ScheduleStepTitle", "ScheduleStepBody"},
	ProblemScheduleLong:        {"ScheduleLongTitle", "ScheduleLongBody"},
	ProblemWeekOrSunday:        {"ScheduleUnclearTitle", "WeekOrSundayBody"},
	ProblemDayOrTime:           {"ScheduleUnclearTitle", "DayOrTimeBody"},
	ProblemOneKindOfDays:       {"OneKindOfDaysTitle", "OneKindOfDaysBody"},
	ProblemSameMinute:          {"SameMinuteTitle", "SameMinuteBody"},
	ProblemFilterHint:          {"BadScheduleTitle", "FilterHintBody"},
	ProblemLongPause:           {"LongPauseTitle", "LongPauseBody"},
	ProblemNoDigest:            {"NoDigestTitle", "NoDigestBody"},
	ProblemNotInChannel:        {"NotInChannelTitle", "NotInChannelBody"},
	ProblemDigestChanged:       {"DigestChangedTitle", "DigestChangedBody"},
	ProblemDigestLimit:         {"DigestLimitTitle", "DigestLimitBody"},
	ProblemSharedChannel:       {"SharedChannelTitle", "SharedChannelBody"},
	ProblemAdminsOnly:          {"AdminsOnlyTitle", "AdminsOnlyBody"},
	ProblemTooSoon:             {"TooSoonTitle", "TooSoonBody"},
	ProblemNotYourShare:        {"NotYourShareTitle", "NotYourShareBody"},
	ProblemUnshareTooLate:      {"UnshareTooLateTitle", "UnshareTooLateBody"},
	ProblemShareAmbiguous:      {"ShareAmbiguousTitle", "ShareAmbiguousBody"},
}

// apiKeys is the page on which a merchant creates an API key.
const apiKeys = "https://web.mayar.id/api-keys"

func (w *Renderer) problemTexts(p Problem) (title, body markup) {
	ids, ok := problemIDs[p.Kind]
	if !ok {
		ids = problemIDs[ProblemInternal]
	}
	if p.Kind == ProblemBadSchedule && p.Example != "" {
		ids.title = "BadScheduleFormTitle"
	}
	title = w.mrkdwn(ids.title, args{"Word": code(p.Word, 60), "Count": p.Count})
	body = w.mrkdwn(w.problemBody(p, ids.body), args{
		"Link":    markup("<" + apiKeys + ">"),
		"Word":    code(p.Word, 60),
		"Form":    codeList(p.Example),
		"Types":   codeList(w.typeList()),
		"Filters": codeList(w.text("FilterList", nil)),
		"Fields":  w.fieldNames(p.Fields),
		"Time":    markup(w.formatTime(p.Since, p.Now)),
		"Until":   markup(w.formatTime(p.Now.Add(p.RetryAfter), p.Now)),
		"Wait":    w.formatWait(p.RetryAfter),
		"Max":     MaxQueryLen,
	})
	return title, body
}

// problemBody picks the text that says what is known, such as a time, a word or a name.
func (w *Renderer) problemBody(p Problem, body string) string {
	switch {
	case p.Kind == ProblemMayarDown && p.Operation == OpUnpaid && !p.Since.IsZero():
		return "MayarDownListSinceBody"
	case p.Kind == ProblemMayarDown && p.Operation == OpUnpaid:
		return "MayarDownListBody"
	case p.Kind == ProblemMayarDown && !p.Since.IsZero():
		return "MayarDownSinceBody"
	case (p.Kind == ProblemRateLimited || p.Kind == ProblemBudgetSpent) && p.RetryAfter > 0:
		if !p.Now.IsZero() && p.RetryAfter > 90*time.Second {
			return "RateLimitedUntilBody"
		}
		return "RateLimitedWaitBody"
	case p.Kind == ProblemUserBudgetSpent && p.RetryAfter > 0:
		return "UserBudgetSpentWaitBody"
	case p.Kind == ProblemTimeout && p.Operation == OpCheckout:
		return "TimeoutCheckoutBody"
	case p.Kind == ProblemShutdown && p.Operation == OpCheckout:
		return "ShutdownCheckoutBody"
	case p.Kind == ProblemInvalid && len(p.Fields) > 0:
		return "InvalidFieldsBody"
	case p.Kind == ProblemBadSchedule && p.Example != "":
		return "BadScheduleFormBody"
	case p.Kind == ProblemNoDigest && p.Word == "":
		return "NoDigestAnyBody"
	}
	return body
}

// codeList shows correct forms as code.
func codeList(examples string) markup {
	var forms []markup
	for _, form := range strings.Split(examples, exampleSeparator) {
		forms = append(forms, code(form, maxInline))
	}
	return joinDots(forms...)
}

// exampleSeparator stands between correct forms.
const exampleSeparator = " · "

var fieldIDs = map[string]string{
	"creditAmount":        "FormCredit",
	"customerId":          "FormCustomer",
	"customerInfo.email":  "FormEmail",
	"customerInfo.mobile": "FormMobile",
	"customerInfo.name":   "FormName",
	"email":               "FormEmail",
	"memberId":            "FormMember",
	"mobile":              "FormMobile",
	"name":                "FormName",
	"productId":           "FormProduct",
}

var fieldName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.\[\]]{0,39}$`)

const maxFields = 8

// fieldNames returns the form's labels of the rejected fields. A field that the form does not have
// keeps its name if it looks like one: another server's text is not shown.
func (w *Renderer) fieldNames(fields []string) markup {
	var names []markup
	for _, field := range fields[:min(len(fields), maxFields)] {
		if id, ok := fieldIDs[field]; ok {
			names = append(names, "*"+markup(w.text(id, nil))+"*")
		} else if fieldName.MatchString(field) {
			names = append(names, code(field, 40))
		}
	}
	if len(names) == 0 {
		return "…"
	}
	return joinDots(names...)
}

var operationIDs = map[Operation]string{
	OpUnpaid:   "OpUnpaid",
	OpCheckout: "OpCheckout",
	OpProducts: "OpProducts",
	OpStatus:   "OpStatus",
	OpDigest:   "OpDigest",
}

func (w *Renderer) operation(op Operation) markup {
	if id, ok := operationIDs[op]; ok {
		return markup(w.text(id, nil))
	}
	return ""
}

// reference is the key to the log entry.
func (w *Renderer) reference(ref string) markup {
	if ref == "" {
		return ""
	}
	return w.mrkdwn("Reference", args{"Ref": code(ref, 40)})
}

var fieldErrorIDs = map[FieldError]string{
	FieldName:           "FieldName",
	FieldEmail:          "FieldEmail",
	FieldMobile:         "FieldMobile",
	FieldCredit:         "FieldCredit",
	FieldProductMissing: "FieldProductMissing",
	FieldProductID:      "FieldProductID",
	FieldPersonID:       "FieldPersonID",
	FieldCardAmount:     "FieldAmount",
	FieldCardReason:     "FieldReason",
	FieldCardUser:       "FieldUser",
	FieldTimes:          "FieldTimes",
	FieldTimesTooClose:  "FieldTooClose",
	FieldCron:           "FieldCron",
	FieldCronTooClose:   "FieldTooClose",
	FieldCronNever:      "FieldCronNever",
	FieldCronStep:       "FieldCronStep",
	FieldCronLong:       "FieldCronLong",
	FieldZone:           "FieldZone",
	FieldFilter:         "FieldFilter",
	FieldGroup:          "FieldGroup",
}

// FilterError is the error below a form's filter field, as plain text.
func (w *Renderer) FilterError(p Problem) string {
	ids, ok := problemIDs[p.Kind]
	if !ok {
		return w.FieldError(FieldFilter)
	}
	return w.text(ids.body, args{
		"Word":    "“" + blockkit.Sanitize(p.Word, 60) + "”",
		"Form":    blockkit.Sanitize(p.Example, maxInline),
		"Types":   w.typeList(),
		"Filters": w.text("FilterList", nil),
	})
}

// FieldError is the error below a field of a form, as plain text.
func (w *Renderer) FieldError(kind FieldError) string {
	id, ok := fieldErrorIDs[kind]
	if !ok {
		id = "FieldOther"
	}
	return w.text(id, nil)
}
