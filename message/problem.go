package message

import "time"

// A Problem is why somebody did not get what they asked for.
type Problem struct {
	Kind       ProblemKind
	Operation  Operation
	Ref        string
	Word       string        // ProblemBadFilter and the problems of /digest: the word that is wrong, or the id of the digest
	Example    string        // ProblemBadFilter, ProblemFilterUnknown, ProblemBadSchedule, ProblemNotInChannel: the right form of it, or several with " · " between them
	Fields     []string      // ProblemInvalid: the fields that Mayar refused, as Mayar names them
	Since      time.Time     // ProblemMayarDown: since when; zero when not known
	Now        time.Time     // when it is told; dates Since
	RetryAfter time.Duration // ProblemRateLimited, ProblemBudgetSpent, ProblemUserBudgetSpent: how long to wait; 0 when not known
	Count      int           // ProblemQueueFull: how many requests wait
}

// An Operation is what was being done when the problem came.
type Operation string

// What can be done.
const (
	OpUnpaid   Operation = "unpaid"
	OpCheckout Operation = "checkout"
	OpProducts Operation = "products"
	OpStatus   Operation = "status"
	OpDigest   Operation = "digest"
)

// A ProblemKind is what went wrong.
type ProblemKind string

// What can go wrong.
const (
	ProblemUnauthorized        ProblemKind = "unauthorized"    // Mayar does not accept the API key
	ProblemReadOnlyKey         ProblemKind = "read_only_key"   // the key may not create checkout links
	ProblemNotFound            ProblemKind = "not_found"       // no such product
	ProblemNoRoute             ProblemKind = "no_address"      // Mayar has no such route: its address or its version is wrong
	ProblemNotCredit           ProblemKind = "not_credit"      // Mayar refuses the product: not one with credit, or not this merchant's
	ProblemInvalid             ProblemKind = "invalid"         // Mayar refuses fields
	ProblemMayarRejected       ProblemKind = "refused"         // Mayar refuses, and not for something that was filled in
	ProblemDuplicate           ProblemKind = "duplicate"       // the same was created less than a minute ago
	ProblemRateLimited         ProblemKind = "rate_limited"    // Mayar asks everybody to wait
	ProblemMayarDown           ProblemKind = "mayar_down"      // Mayar cannot be reached, or answers that it has failed
	ProblemBudgetSpent         ProblemKind = "budget_spent"    // as much was asked of Mayar as is allowed in a minute
	ProblemUserBudgetSpent     ProblemKind = "share_spent"     // as much was asked of Mayar as one person may in a minute
	ProblemQueueFull           ProblemKind = "waiting"         // too many requests of this person wait
	ProblemTimeout             ProblemKind = "timeout"         // Mayar did not answer in time
	ProblemShutdown            ProblemKind = "stopped"         // the bot was stopped before it had an answer
	ProblemBadAnswer           ProblemKind = "bad_answer"      // Mayar answered something that cannot be read
	ProblemNoLinkEndpoint      ProblemKind = "no_credit"       // Mayar knows the product, and has none of the addresses for links
	ProblemLinkTooLong         ProblemKind = "link_too_long"   // Mayar gave links that are too long to be shown
	ProblemNoLinks             ProblemKind = "no_links"        // Mayar answered without any immutable link
	ProblemBadFilter           ProblemKind = "bad_filter"      // a filter is wrong
	ProblemFilterUnknown       ProblemKind = "filter_unknown"  // there is no filter of that name
	ProblemFilterType          ProblemKind = "filter_type"     // no type of transaction is called so
	ProblemFilterDuplicate     ProblemKind = "filter_twice"    // a filter is given more than once
	ProblemFilterContradiction ProblemKind = "filter_nothing"  // a filter contradicts another one
	ProblemLongFilter          ProblemKind = "long_filter"     // more words than MaxQueryLen
	ProblemWithheld            ProblemKind = "withheld"        // every link named somebody else or another tier
	ProblemNoCustomer          ProblemKind = "nobody"          // nobody is identified
	ProblemCouldNotShare       ProblemKind = "could_not_share" // Slack does not let the bot post in the channel
	ProblemSlackTimeout        ProblemKind = "slack_slow"      // Slack did not answer in time, or came too late with a request
	ProblemOldButton           ProblemKind = "old_button"      // the button is of another version, or was tampered with
	ProblemInternal            ProblemKind = "internal"        // a bug, or the database

	ProblemBadSchedule      ProblemKind = "bad_schedule"   // a word of /digest is wrong
	ProblemNoTime           ProblemKind = "no_time"        // /digest says no time of day
	ProblemScheduleTooClose ProblemKind = "schedule_close" // two runs less than an hour apart
	ProblemScheduleNever    ProblemKind = "schedule_never" // a date that never comes
	ProblemScheduleStep     ProblemKind = "schedule_step"  // a step in a line of cron that is larger than its field
	ProblemScheduleLong     ProblemKind = "schedule_long"  // more text than a schedule may have
	ProblemWeekOrSunday     ProblemKind = "week_or_sunday" // "setiap minggu", which is both
	ProblemDayOrTime        ProblemKind = "day_or_time"    // a number that may be a day of the month or a time of day
	ProblemOneKindOfDays    ProblemKind = "one_kind"       // days of the week and days of the month in one digest
	ProblemSameMinute       ProblemKind = "same_minute"    // on days of the month, times of different minutes
	ProblemFilterHint       ProblemKind = "filter_hint"    // an unknown word behind the schedule, which may be of the filter
	ProblemLongPause        ProblemKind = "long_pause"     // a pause of more than a year
	ProblemNoDigest         ProblemKind = "no_digest"      // no digest with this id in the channel; it may have been deleted
	ProblemNotInChannel     ProblemKind = "not_in_channel" // the button is for those who are in its channel
	ProblemDigestChanged    ProblemKind = "digest_changed" // somebody changed it while the form was open
	ProblemDigestLimit      ProblemKind = "digest_many"    // the channel has as many digests as it may
	ProblemSharedChannel    ProblemKind = "shared_channel" // people of another workspace would read it
	ProblemTooSoon          ProblemKind = "too_soon"       // the digest was posted by hand less than a minute ago
	ProblemNotYourShare     ProblemKind = "not_your_share" // somebody else shared it, or nobody
	ProblemUnshareTooLate   ProblemKind = "take_back_late" // it was shared more than ten minutes ago
	ProblemShareAmbiguous   ProblemKind = "share_unsure"   // Slack did not say whether it took what was shared
	ProblemAdminsOnly       ProblemKind = "admins_only"    // only admins may ask for this
)

// A FieldError says what is wrong with a field of a form.
type FieldError string

// What can be wrong with a field.
const (
	FieldName           FieldError = "name"            // not 3 to 250 characters
	FieldEmail          FieldError = "email"           // not an e-mail address
	FieldMobile         FieldError = "mobile"          // not 10 to 15 digits
	FieldCredit         FieldError = "credit"          // not a whole number above 0
	FieldProductMissing FieldError = "product_missing" // nothing chosen
	FieldProductID      FieldError = "product_id"      // not the shape of an id
	FieldPersonID       FieldError = "person_id"       // a customer or member id that cannot be one

	FieldTimes         FieldError = "times"      // not times of day such as 09:00, or none
	FieldTimesTooClose FieldError = "times_near" // less than an hour apart
	FieldCron          FieldError = "cron"       // not a cron line
	FieldCronTooClose  FieldError = "cron_near"  // less than an hour apart
	FieldCronNever     FieldError = "cron_never" // a date that never comes
	FieldCronStep      FieldError = "cron_step"  // a step that is larger than its field
	FieldCronLong      FieldError = "cron_long"  // more than 100 characters
	FieldZone          FieldError = "zone"       // not a zone, or none although another than those of the menu is wanted
	FieldFilter        FieldError = "filter"     // not a filter of /unpaid, or too long
	FieldGroup         FieldError = "group"      // not the id of a user group
)
