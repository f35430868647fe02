package fakeslack

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
)

// linkable is what may become a link, in the order in which one goes before the other: a web address, an e-mail, a mention, a channel, a phone number,
// a bare domain with what follows it.
var linkable = regexp.MustCompile(`(?i:https?)://[^\s<>|]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|` +
	`@[\w.-]*\w|#[\w-]*\w|\+?\d[\d-]{8,}\d|` +
	`(?:[\pL\d](?:[\pL\d-]*[\pL\d])?\.)+\pL{2,}(?::\d+)?(?:[/?#][^\s<>|]*)?`)

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// pinging are the mentions of everybody.
var pinging = map[string]bool{"@here": true, "@channel": true, "@everyone": true}

// escape writes a command's text as should_escape does: people, groups, channels, e-mails, phone numbers, web addresses and domains in Slack's <…>
// forms, emoji by their short names. Marks of formatting, spaces and mentions of nobody stay as they were typed.
func (s *Server) escape(typed string) string {
	var out strings.Builder
	plain := func(text string) { out.WriteString(entities.Replace(named(text))) }
	done := 0
	for _, at := range linkable.FindAllStringIndex(typed, -1) {
		word := strings.TrimRight(typed[at[0]:at[1]], ".,:;!?'\"*_~`)]}")
		before, _ := utf8.DecodeLastRuneInString(typed[:at[0]])
		link, ok := s.link(word, joins(before))
		if !ok {
			continue
		}
		plain(typed[done:at[0]])
		out.WriteString(link)
		done = at[0] + len(word)
	}
	plain(typed[done:])
	return out.String()
}

// joins reports whether a word goes on behind this, so that no mention or domain begins there.
func joins(before rune) bool {
	return before != utf8.RuneError &&
		(unicode.IsLetter(before) || unicode.IsDigit(before) || strings.ContainsRune("@.-/", before))
}

// link writes one word as a link; false when it is none. joined says that it goes on from what stands before it.
func (s *Server) link(word string, joined bool) (string, bool) {
	scheme, _, _ := strings.Cut(strings.ToLower(word), "://")
	switch {
	case scheme == "http" || scheme == "https":
		return "<" + entities.Replace(word) + ">", true
	case strings.HasPrefix(word, "@"):
		return s.mention(word, joined)
	case strings.HasPrefix(word, "#"):
		channel, ok := find(s.Channels(), func(c Channel) bool { return c.Name == word[1:] && !c.DM && !c.GroupDM })
		return "<#" + channel.ID + "|" + channel.Name + ">", ok && !joined
	case strings.Contains(word, "@"):
		return "<mailto:" + word + "|" + word + ">", true
	case !strings.Contains(word, "."):
		return "<tel:" + strings.ReplaceAll(word, "-", "") + "|" + word + ">", true
	}
	return "<http://" + entities.Replace(word) + "|" + entities.Replace(word) + ">", isDomain(word) && !joined
}

func (s *Server) mention(word string, joined bool) (string, bool) {
	if joined {
		return "", false
	}
	if pinging[word] {
		return "<!" + word[1:] + ">", true
	}
	if user, ok := find(s.Users(), func(u User) bool { return u.Name == word[1:] }); ok {
		return "<@" + user.ID + "|" + user.Name + ">", true
	}
	s.people.mu.RLock()
	defer s.people.mu.RUnlock()
	group, ok := find(s.people.groups, func(g Usergroup) bool { return g.Handle == word[1:] })
	return "<!subteam^" + group.ID + "|@" + group.Handle + ">", ok
}

// isDomain reports whether a web address without its scheme is under a domain that there is: "tokoani.com" is, "9.00" and "Ani.Wijaya" are not.
func isDomain(word string) bool {
	host := strings.ToLower(word)
	if end := strings.IndexAny(host, ":/?#"); end >= 0 {
		host = host[:end]
	}
	suffix, icann := publicsuffix.PublicSuffix(host)
	return suffix != host && (icann || strings.Contains(suffix, "."))
}
