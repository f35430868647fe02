package blockkit

import "regexp"

var (
	userID    = regexp.MustCompile(`^[UW][A-Z0-9]{2,30}$`)
	groupID   = regexp.MustCompile(`^S[A-Z0-9]{2,30}$`)
	channelID = regexp.MustCompile(`^[CDG][A-Z0-9]{2,30}$`)
)

// IsUserID reports whether id has the form of a user's id.
func IsUserID(id string) bool { return userID.MatchString(id) }

// IsGroupID reports whether id has the form of a user group's id.
func IsGroupID(id string) bool { return groupID.MatchString(id) }

// IsChannelID reports whether id has the form of a conversation's id.
func IsChannelID(id string) bool { return channelID.MatchString(id) }
