package message

import (
	"strings"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// Progress says that the list is being fetched for the first time, and how far that is.
func (w *Renderer) Progress(v receivables.Progress) blockkit.Message {
	s := newSheet("progress")
	a := args{"Pages": v.Pages, "Total": v.PagesTotal, "Count": v.Rows}
	title := w.words("ProgressTitle", nil)
	s.section("*" + escaped(title) + "*\n" + escaped(w.words("ProgressWhy", nil)))
	switch {
	case v.Pages == 0:
		s.context(w.mrkdwn("ProgressStart", nil))
	case v.PagesTotal > 0:
		s.section(bar(v.Pages, v.PagesTotal))
		s.context(w.mrkdwn("ProgressPages", a))
	default:
		s.context(w.mrkdwn("ProgressPagesOnly", a))
	}
	return s.message(escaped(title))
}

const barLength = 20

// bar draws done of total. It is full only when all is done.
func bar(done, total int) markup {
	filled := min(max(done, 0), total) * barLength / total
	return markup("`" + strings.Repeat("▓", filled) + strings.Repeat("░", barLength-filled) + "`")
}
