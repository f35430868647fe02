package message

import "github.com/mayarbot/mayarbot/blockkit"

// mention mentions a member of the workspace; it returns "" for any other id.
func mention(id string) markup {
	if !blockkit.IsUserID(id) {
		return ""
	}
	return markup("<@" + id + ">")
}

// mentionAny mentions a user or a user group. It is for messages to one person, where it notifies
// nobody else.
func mentionAny(id string) markup {
	if blockkit.IsGroupID(id) {
		return markup("<!subteam^" + id + ">")
	}
	return mention(id)
}

// mentionChannel names a channel; it returns "" for any other id.
func mentionChannel(id string) markup {
	if !blockkit.IsChannelID(id) {
		return ""
	}
	return markup("<#" + id + ">")
}
