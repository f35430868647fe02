package message

// A HelpEntry is one thing that people can ask for.
type HelpEntry struct {
	Command  string // "unpaid"
	Summary  string
	Usage    string   // what may follow the name
	Examples []string // what may be typed after the slash
	Slash    bool     // has a slash command of its own besides /mayar NAME
}
