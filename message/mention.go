package message

import "regexp"

var (
	userID    = regexp.MustCompile(`^[UW][A-Z0-9]{2,30}$`)
	groupID   = regexp.MustCompile(`^S[A-Z0-9]{2,30}$`)
	channelID = regexp.MustCompile(`^[CDG][A-Z0-9]{2,30}$`)
)

// mention mentions a member of the workspace; it returns "" for any other id.
func mention(id string) markup {
	if !userID.MatchString(id) {
		return ""
	}
	return markup("<@" + id + ">")
}

// mentionAny mentions a user or a user group. It is for messages to one person, where it notifies
// nobody else.
func mentionAny(id string) markup {
	if groupID.MatchString(id) {
		return markup("<!subteam^" + id + ">")
	}
	return mention(id)
}

// mentionChannel names a channel; it returns "" for any other id.
func mentionChannel(id string) markup {
	if !channelID.MatchString(id) {
		return ""
	}
	return markup("<#" + id + ">")
}
