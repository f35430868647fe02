package message

import (
	"strings"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/receivables"
)

// Progress says that the first full sync is running, and how far it has come.
func (w *Renderer) Progress(v receivables.Progress) blockkit.Message {
	b := newBuilder("progress")
	a := args{"Pages": v.Pages, "Total": v.PagesTotal, "Count": v.Rows}
	title := w.text("ProgressTitle", nil)
	b.section("*" + escape(title) + "*\n" + escape(w.text("ProgressWhy", nil)))
	switch {
	case v.Pages == 0:
		b.context(w.mrkdwn("ProgressStart", nil))
	case v.PagesTotal > 0:
		b.section(progressBar(v.Pages, v.PagesTotal))
		b.context(w.mrkdwn("ProgressPages", a))
	default:
		b.context(w.mrkdwn("ProgressPagesOnly", a))
	}
	return b.message(escape(title))
}

const barLength = 20

// progressBar draws done of total. It is full only when all is done.
func progressBar(done, total int) markup {
	filled := min(max(done, 0), total) * barLength / total
	return markup("`" + strings.Repeat("▓", filled) + strings.Repeat("░", barLength-filled) + "`")
}
