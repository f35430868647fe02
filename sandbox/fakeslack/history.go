package fakeslack

import (
	"slices"
	"sort"
)

// history lists a channel's public messages, newest first, without replies in threads. If older
// messages were dropped, has_more is true even without a cursor.
func history(s *Server, c apiCall) (object, error) {
	channel, err := s.visibleChannel(c.args["channel"], "history")
	if err != nil {
		return nil, err
	}
	if !channel.Has(BotUser) {
		return nil, apiError("not_in_channel")
	}
	from, err := cursor(c.args, "next_ts")
	if err != nil {
		return nil, err
	}
	oldest, latest, inclusive := c.args["oldest"], c.args["latest"], c.args.flag("inclusive")
	found, lost := s.messages.listPublic(channel.ID, func(m Message) bool {
		switch {
		case m.Thread != "" && m.Thread != m.TS:
			return false
		case (m.TS == oldest || m.TS == latest) && !inclusive:
			return false
		}
		return m.TS >= oldest && (latest == "" || m.TS <= latest)
	})
	slices.Reverse(found)
	if from != "" {
		found = found[sort.Search(len(found), func(i int) bool { return found[i].TS <= from }):]
	}
	next := ""
	if limit := c.args.limit(); len(found) > limit {
		next = cursorTo("next_ts", found[limit].TS)
		found = found[:limit]
	}
	page := []any{}
	for _, m := range found {
		if !c.args.flag("include_all_metadata") {
			m.Metadata = nil
		}
		page = append(page, s.messageJSON(m))
	}
	more := next != "" || lost != "" && lost >= oldest
	return object{"messages": page, "has_more": more, "response_metadata": object{"next_cursor": next}}, nil
}
