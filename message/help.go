package message

import (
	"strings"

	"github.com/mayarbot/mayarbot/blockkit"
)

// A HelpEntry describes one command.
type HelpEntry struct {
	Command  string // "unpaid"
	Summary  string
	Usage    string   // the arguments
	Examples []string // without the slash
	More     bool     // explain the arguments too
	Slash    bool     // it has a slash command of its own besides /mayar NAME
}

// Help lists the commands.
func (w *Renderer) Help(entries []HelpEntry) blockkit.Message {
	b := newBuilder("help")
	title := w.text("HelpTitle", nil)
	b.header(title)
	b.section(w.mrkdwn("HelpIntro", nil))
	for _, entry := range entries {
		b.section(w.helpEntry(entry))
	}
	b.context(w.helpFooter(entries))
	return b.message(escape(title))
}

// helpFooter says how else to ask, and where the list leaves details out.
func (w *Renderer) helpFooter(entries []HelpEntry) markup {
	if len(entries) == 1 && entries[0].More {
		return w.mrkdwn("HelpFootOne", args{"Command": optionalText(entries[0].Command, 40)})
	}
	return w.mrkdwn("HelpFoot", nil)
}

func (w *Renderer) helpEntry(entry HelpEntry) markup {
	lines := []markup{"*" + helpCommand(entry) + "*", optionalText(entry.Summary, 300)}
	var examples []markup
	for _, example := range entry.Examples {
		if "/"+example == commandName(entry) {
			continue // the line above has it
		}
		examples = append(examples, code("/"+example, maxInline))
	}
	if len(examples) > 0 {
		lines = append(lines, w.mrkdwn("HelpExamples", args{"Examples": joinDots(examples...)}))
	}
	if id, ok := detailIDs[entry.Command]; ok && entry.More {
		lines = append(lines, w.mrkdwn(id, args{"Types": codeList(w.typeList())}))
	}
	return joinLines(lines...)
}

// detailIDs are the texts that explain the arguments of a command.
var detailIDs = map[string]string{
	"unpaid":   "HelpUnpaidMore",
	"checkout": "HelpCheckoutMore",
	"digest":   "HelpDigestMore",
}

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

// Summary returns the line of help for a command of this program: "unpaid", "checkout", "digest",
// "help", "status", and "mayar" for all of them. It returns "" for any other.
func (w *Renderer) Summary(command string) string {
	if id, ok := summaryIDs[command]; ok {
		return w.text(id, nil)
	}
	return ""
}

var usageIDs = map[string]string{
	"checkout": "UsageCheckout",
	"digest":   "UsageDigest",
	"mayar":    "UsageMayar",
	"unpaid":   "UsageUnpaid",
}

// Usage returns the arguments of a command, "" if it has none.
func (w *Renderer) Usage(command string) string {
	if id, ok := usageIDs[command]; ok {
		return w.text(id, nil)
	}
	return ""
}
