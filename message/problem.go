package message

import "time"

// A Problem is the reason why people did not get what they asked for.
type Problem struct {
	Kind       ProblemKind
	Operation  Operation
	Ref        string
	Word       string        // of filters and /digest: the wrong word, or the id of the digest
	Example    string        // of filters and /digest: correct forms, with " · " between them
	Fields     []string      // ProblemInvalid: the rejected fields, with Mayar's names
	Since      time.Time     // ProblemMayarDown: when it began; zero if unknown
	Now        time.Time     // the time of the message
	RetryAfter time.Duration // of limits and budgets: how long to wait; 0 if unknown
	Count      int           // ProblemQueueFull: waiting requests
}

// An Operation is what the bot was doing when the problem came.
type Operation string

// The operations.
const (
	OpUnpaid   Operation = "unpaid"
	OpCheckout Operation = "checkout"
	OpProducts Operation = "products"
	OpStatus   Operation = "status"
	OpDigest   Operation = "digest"
	OpFollowUp Operation = "followup"
)

// A ProblemKind says what went wrong.
type ProblemKind string

// The kinds of problems.
const (
	ProblemUnauthorized        ProblemKind = "unauthorized"    // Mayar rejects the API key
	ProblemReadOnlyKey         ProblemKind = "read_only_key"   // the key may not create checkout links
	ProblemNotFound            ProblemKind = "not_found"       // no such product
	ProblemNoRoute             ProblemKind = "no_address"      // Mayar has no such route: wrong address or version
	ProblemNotCredit           ProblemKind = "not_credit"      // the product has no credit, or is another merchant's
	ProblemInvalid             ProblemKind = "invalid"         // Mayar rejects fields
	ProblemMayarRejected       ProblemKind = "refused"         // Mayar rejects the request, but not for a field
	ProblemDuplicate           ProblemKind = "duplicate"       // the same was created less than a minute ago
	ProblemRateLimited         ProblemKind = "rate_limited"    // Mayar limits the rate of requests
	ProblemMayarDown           ProblemKind = "mayar_down"      // Mayar is unreachable or has failed
	ProblemBudgetSpent         ProblemKind = "budget_spent"    // no requests to Mayar are left in this minute
	ProblemUserBudgetSpent     ProblemKind = "share_spent"     // this person has no requests left in this minute
	ProblemQueueFull           ProblemKind = "waiting"         // too many requests of this person are waiting
	ProblemTimeout             ProblemKind = "timeout"         // Mayar did not answer in time
	ProblemShutdown            ProblemKind = "stopped"         // the bot stopped before Mayar answered
	ProblemBadAnswer           ProblemKind = "bad_answer"      // Mayar's answer is unreadable
	ProblemNoLinkEndpoint      ProblemKind = "no_credit"       // Mayar knows the product, but no endpoint for links
	ProblemLinkTooLong         ProblemKind = "link_too_long"   // Mayar's links are too long to show
	ProblemNoLinks             ProblemKind = "no_links"        // Mayar returned no immutable link
	ProblemBadFilter           ProblemKind = "bad_filter"      // a filter is wrong
	ProblemFilterUnknown       ProblemKind = "filter_unknown"  // no filter has this name
	ProblemFilterType          ProblemKind = "filter_type"     // no type of transaction has this name
	ProblemFilterDuplicate     ProblemKind = "filter_twice"    // a filter occurs more than once
	ProblemFilterContradiction ProblemKind = "filter_nothing"  // a filter contradicts another one
	ProblemLongFilter          ProblemKind = "long_filter"     // longer than MaxQueryLen
	ProblemWithheld            ProblemKind = "withheld"        // all links were for another person or tier
	ProblemNoCustomer          ProblemKind = "nobody"          // no customer given
	ProblemCouldNotShare       ProblemKind = "could_not_share" // the bot cannot post in the channel
	ProblemSlackTimeout        ProblemKind = "slack_slow"      // Slack did not answer, or its request came too late
	ProblemOldButton           ProblemKind = "old_button"      // the button is from another version, or forged
	ProblemInternal            ProblemKind = "internal"        // a bug, or the database

	ProblemBadSchedule      ProblemKind = "bad_schedule"   // a word of /digest is wrong
	ProblemNoTime           ProblemKind = "no_time"        // /digest without a time of day
	ProblemScheduleTooClose ProblemKind = "schedule_close" // two runs less than an hour apart
	ProblemScheduleNever    ProblemKind = "schedule_never" // a date that never comes
	ProblemScheduleStep     ProblemKind = "schedule_step"  // a step larger than its cron field
	ProblemScheduleLong     ProblemKind = "schedule_long"  // the schedule is too long
	ProblemWeekOrSunday     ProblemKind = "week_or_sunday" // "setiap minggu" can mean both
	ProblemDayOrTime        ProblemKind = "day_or_time"    // a number can be a day of the month or a time of day
	ProblemOneKindOfDays    ProblemKind = "one_kind"       // days of the week and days of the month in one digest
	ProblemSameMinute       ProblemKind = "same_minute"    // on days of the month, all times must have the same minute
	ProblemFilterHint       ProblemKind = "filter_hint"    // an unknown word after the schedule, perhaps of the filter
	ProblemLongPause        ProblemKind = "long_pause"     // a pause of more than a year
	ProblemNoDigest         ProblemKind = "no_digest"      // the channel has no digest with this id
	ProblemNotInChannel     ProblemKind = "not_in_channel" // the button is for members of its channel
	ProblemDigestChanged    ProblemKind = "digest_changed" // somebody changed it while the form was open
	ProblemDigestLimit      ProblemKind = "digest_many"    // the channel has the maximum number of digests
	ProblemSharedChannel    ProblemKind = "shared_channel" // people of another workspace would read it
	ProblemTooSoon          ProblemKind = "too_soon"       // somebody posted the digest less than a minute ago
	ProblemNotYourShare     ProblemKind = "not_your_share" // another person shared it, or nobody
	ProblemUnshareTooLate   ProblemKind = "take_back_late" // it was shared more than ten minutes ago
	ProblemShareAmbiguous   ProblemKind = "share_unsure"   // Slack did not say whether it posted the list
	ProblemAdminsOnly       ProblemKind = "admins_only"    // only for admins
)

// A FieldError says what is wrong with a field of a form.
type FieldError string

// The errors of fields.
const (
	FieldName           FieldError = "name"            // not 3 to 250 characters
	FieldEmail          FieldError = "email"           // not an e-mail address
	FieldMobile         FieldError = "mobile"          // not 10 to 15 digits
	FieldCredit         FieldError = "credit"          // not a whole number above 0
	FieldProductMissing FieldError = "product_missing" // no product chosen
	FieldProductID      FieldError = "product_id"      // not an id
	FieldPersonID       FieldError = "person_id"       // not a customer or member id

	FieldCardAmount FieldError = "card_amount" // not an amount of rupiah
	FieldCardReason FieldError = "card_reason" // too short
	FieldCardUser   FieldError = "card_user"   // nobody

	FieldTimes         FieldError = "times"      // not times of day such as 09:00, or none
	FieldTimesTooClose FieldError = "times_near" // less than an hour apart
	FieldCron          FieldError = "cron"       // not a cron line
	FieldCronTooClose  FieldError = "cron_near"  // less than an hour apart
	FieldCronNever     FieldError = "cron_never" // a date that never comes
	FieldCronStep      FieldError = "cron_step"  // a step larger than its field
	FieldCronLong      FieldError = "cron_long"  // more than 100 characters
	FieldZone          FieldError = "zone"       // not a zone, or missing
	FieldFilter        FieldError = "filter"     // not a filter of /unpaid, or too long
	FieldGroup         FieldError = "group"      // not the id of a user group
)
