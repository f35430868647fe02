package digests

import "github.com/mayarbot/mayarbot/digest"

// settings are what people choose of a digest.
type settings struct {
	schedule digest.Schedule
	zone     string // IANA
	language string
	filter   string
	mention  string // the id of a person or of a user group
	quiet    bool
	full     bool
	skipLate bool
	holidays digest.Holidays
}

func (s settings) apply(sub *digest.Subscription) {
	sub.Schedule, sub.Zone, sub.Language, sub.Filter, sub.Mention = s.schedule, s.zone, s.language, s.filter, s.mention
	sub.OnlyWhenOpen, sub.Detailed, sub.SkipLate, sub.Holidays = s.quiet, s.full, s.skipLate, s.holidays
}
