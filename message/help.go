package message

import (
	"strings"

	"github.com/mayarbot/mayarbot/blockkit"
)

// A HelpEntry is one thing that people can ask for.
type HelpEntry struct {
	Command  string // "unpaid"
	Summary  string
	Usage    string   // what may follow the name
	Examples []string // what may be typed after the slash
	More     bool     // say also what its words may be
	Slash    bool     // has a slash command of its own besides /mayar NAME
}

// Help lists what people can ask for.
func (w *Renderer) Help(entries []HelpEntry) blockkit.Message {
	s := newSheet("help")
	title := w.words("HelpTitle", nil)
	s.header(title)
	s.section(w.mrkdwn("HelpIntro", nil))
	for _, entry := range entries {
		s.section(w.helpEntry(entry))
	}
	s.context(w.helpFoot(entries))
	return s.message(escaped(title))
}

// helpFoot says how else to ask, and of a list where there is more to read.
func (w *Renderer) helpFoot(entries []HelpEntry) markup {
	if len(entries) == 1 && entries[0].More {
		return w.mrkdwn("HelpFootOne", args{"Command": known(entries[0].Command, 40)})
	}
	return w.mrkdwn("HelpFoot", nil)
}

func (w *Renderer) helpEntry(entry HelpEntry) markup {
	lines := []markup{"*" + helpCommand(entry) + "*", known(entry.Summary, 300)}
	var examples []markup
	for _, example := range entry.Examples {
		if "/"+example == commandName(entry) {
			continue // The name above says it.
		}
		examples = append(examples, code("/"+example, maxInline))
	}
	if len(examples) > 0 {
		lines = append(lines, w.mrkdwn("HelpExamples", args{"Examples": joined(examples...)}))
	}
	if id, ok := moreIDs[entry.Command]; ok && entry.More {
		lines = append(lines, w.mrkdwn(id, args{"Types": rightForms(w.types())}))
	}
	return stacked(lines)
}

// moreIDs are what there is to say of the words of a command where it is alone.
var moreIDs = map[string]string{"unpaid": "HelpUnpaidMore", "checkout": "HelpCheckoutMore", "digest": "HelpDigestMore"}

func helpCommand(entry HelpEntry) markup {
	return code(strings.TrimSpace(commandName(entry)+" "+entry.Usage), 200)
}

func commandName(entry HelpEntry) string {
	if entry.Slash {
		return "/" + entry.Command
	}
	return "/mayar " + entry.Command
}

var summaryIDs = map[string]string{
	"checkout": "SummaryCheckout",
	"digest":   "SummaryDigest",
	"help":     "SummaryHelp",
	"mayar":    "SummaryMayar",
	"status":   "SummaryStatus",
	"unpaid":   "SummaryUnpaid",
}

// Summary is the one line of help for a command of this program: "unpaid", "checkout", "digest", "help", "status", and "mayar" that has them all. It is ""
// for any other.
func (w *Renderer) Summary(command string) string {
	if id, ok := summaryIDs[command]; ok {
		return w.words(id, nil)
	}
	return ""
}

var usageIDs = map[string]string{
	"checkout": "UsageCheckout",
	"digest":   "UsageDigest",
	"mayar":    "UsageMayar",
	"unpaid":   "UsageUnpaid",
}

// Usage is what may follow a command's name; "" where nothing may.
func (w *Renderer) Usage(command string) string {
	if id, ok := usageIDs[command]; ok {
		return w.words(id, nil)
	}
	return ""
}
