package digest

import (
	"crypto/rand"
	"encoding/base32"
	"time"

	"github.com/mayarbot/mayarbot/workdays"
)

// MaxPerChannel is how many digests a channel may have: as many as its list shows.
const MaxPerChannel = 10

// A Subscription is one digest of one channel.
type Subscription struct {
	ID           string    // short, in lower-case base32: "k7fq"
	Channel      string    // Slack channel id
	Owner        string    // Slack user id
	Schedule     Schedule  // when it is due
	Zone         string    // IANA name: "Asia/Jakarta"
	Language     string    // "en" or "id"
	Filter       string    // in the syntax of /unpaid; empty: everything
	OnlyWhenOpen bool      // while nothing is open, post once a week only
	Detailed     bool      // otherwise compact
	Mention      string    // user or user group to mention; empty: nobody
	SkipLate     bool      // skip missed slots; otherwise post them late, within [MaxLateness]
	Holidays     Holidays  // what happens on a national holiday and on joint leave
	PausedUntil  time.Time // zero: not paused; see [Forever]
	SharedBy     string    // the admin who allowed people of another company to read it; empty: nobody

	// The engine sets the following. Create and Update ignore them, except that Update compares
	// the Revision.
	Next      time.Time // when it is due next
	CreatedAt time.Time
	Revision  int64    // changes with each change
	Problem   Problem  // why it cannot be delivered; empty: it can
	OwnerGone bool     // the owner's account is gone, by the latest check
	Last      Delivery // the latest delivery; zero Slot: none yet
}

// Forever is PausedUntil of a subscription that is paused until somebody resumes it.
var Forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Paused tells whether the subscription is paused at the given moment.
func (s Subscription) Paused(at time.Time) bool { return s.PausedUntil.After(at) }

// locations are the zones of subscriptions by name, UTC for an unknown name. Loading one reads and
// parses a file, and a message needs it several times.
var locations textCache[*time.Location]

// Location returns the zone of the subscription, and UTC if there is no zone of that name any more.
func (s Subscription) Location() *time.Location {
	return locations.get(s.Zone, func() *time.Location {
		zone, err := time.LoadLocation(s.Zone)
		if err != nil {
			return time.UTC
		}
		return zone
	})
}

// AfterADay returns until when to pause the subscription in order to skip its next digest, or a day
// of digests if it has several a day. It is due again at that time.
func (s Subscription) AfterADay(now time.Time, calendar workdays.Calendar) (time.Time, error) {
	next, err := s.NextPost(now, calendar)
	if err != nil {
		return time.Time{}, err
	}
	// After a clock change the next digest may be an hour late, and the one after it on time.
	return s.NextPost(next.In(s.Location()).AddDate(0, 0, 1).Add(-MinInterval-time.Millisecond), calendar)
}

// NewID draws an id for a subscription that is to be created: four lower-case letters and digits,
// base32 without characters that look alike. A letter comes first, so that no id looks like a
// duration such as 200d to /digest pause.
func NewID() string {
	for {
		var random [8]byte
		rand.Read(random[:])
		id := base32.NewEncoding("abcdefghjkmnpqrstuvwxyz023456789").EncodeToString(random[:])[:4]
		if id[0] > '9' {
			return id
		}
	}
}
