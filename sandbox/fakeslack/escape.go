package fakeslack

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
)

// linkable matches text that can become a link, by priority: a web address, an e-mail, a mention, a
// channel, a phone number, a bare domain with its path.
var linkable = regexp.MustCompile(`(?i:https?)://[^\s<>|]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|` +
	`@[\w.-]*\w|#[\w-]*\w|\+?\d[\d-]{8,}\d|` +
	`(?:[\pL\d](?:[\pL\d-]*[\pL\d])?\.)+\pL{2,}(?::\d+)?(?:[/?#][^\s<>|]*)?`)

var entityEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// broadcastMentions notify everybody.
var broadcastMentions = map[string]bool{"@here": true, "@channel": true, "@everyone": true}

// escape formats a command's text like should_escape: users, groups, channels, e-mails, phone
// numbers, web addresses and domains in Slack's <…> syntax, and emoji by short name. Formatting
// marks, spaces and unknown mentions stay unchanged.
func (s *Server) escape(typed string) string {
	var out strings.Builder
	plain := func(text string) { out.WriteString(entityEscaper.Replace(withShortNames(text))) }
	done := 0
	for _, at := range linkable.FindAllStringIndex(typed, -1) {
		word := strings.TrimRight(typed[at[0]:at[1]], ".,:;!?'\"*_~`)]}")
		before, _ := utf8.DecodeLastRuneInString(typed[:at[0]])
		link, ok := s.linkWord(word, continuesWord(before))
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

// continuesWord reports whether before belongs to the same word, so that no mention or domain can
// start after it.
func continuesWord(before rune) bool {
	return before != utf8.RuneError &&
		(unicode.IsLetter(before) || unicode.IsDigit(before) || strings.ContainsRune("@.-/", before))
}

// linkWord converts one word to a link; ok is false if it is not one. joined means that the word
// continues the text before it.
func (s *Server) linkWord(word string, joined bool) (string, bool) {
	scheme, _, _ := strings.Cut(strings.ToLower(word), "://")
	switch {
	case scheme == "http" || scheme == "https":
		return "<" + entityEscaper.Replace(word) + ">", true
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
	return "<http://" + entityEscaper.Replace(word) + "|" + entityEscaper.Replace(word) + ">", isDomain(word) && !joined
}

func (s *Server) mention(word string, joined bool) (string, bool) {
	if joined {
		return "", false
	}
	if broadcastMentions[word] {
		return "<!" + word[1:] + ">", true
	}
	if user, ok := find(s.Users(), func(u User) bool { return u.Name == word[1:] }); ok {
		return "<@" + user.ID + "|" + user.Name + ">", true
	}
	s.directory.mu.RLock()
	defer s.directory.mu.RUnlock()
	group, ok := find(s.directory.groups, func(g Usergroup) bool { return g.Handle == word[1:] })
	return "<!subteam^" + group.ID + "|@" + group.Handle + ">", ok
}

// isDomain reports whether an address without a scheme has a public suffix: "tokoani.com" has one,
// "9.00" and "Ani.Wijaya" do not.
func isDomain(word string) bool {
	host := strings.ToLower(word)
	if end := strings.IndexAny(host, ":/?#"); end >= 0 {
		host = host[:end]
	}
	suffix, icann := publicsuffix.PublicSuffix(host)
	return suffix != host && (icann || strings.Contains(suffix, "."))
}
