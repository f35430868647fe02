package message

import "regexp"

var (
	userID    = regexp.MustCompile(`^[UW][A-Z0-9]{2,30}$`)
	groupID   = regexp.MustCompile(`^S[A-Z0-9]{2,30}$`)
	channelID = regexp.MustCompile(`^[CDG][A-Z0-9]{2,30}$`)
)

// mention names a member of the workspace; an id that is not one is left out.
func mention(id string) markup {
	if !userID.MatchString(id) {
		return ""
	}
	return markup("<@" + id + ">")
}

// mentionAny names a user or a user group, in messages for one person: nobody else is notified of it there.
func mentionAny(id string) markup {
	if groupID.MatchString(id) {
		return markup("<!subteam^" + id + ">")
	}
	return mention(id)
}

// mentionChannel names a channel; an id that is not one is left out.
func mentionChannel(id string) markup {
	if !channelID.MatchString(id) {
		return ""
	}
	return markup("<#" + id + ">")
}
