package browsertest

import (
	"slices"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
)

// complaints are what a page throws, and what the browser refuses to do for it (a breach of the content security policy, for one). Answers
// with an HTTP error status are not among them: pages get those in the course of business.
type complaints struct {
	mu   sync.Mutex
	text []string
}

func (c *complaints) hear(event any) {
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		c.add(event.ExceptionDetails.Text + " " + thrown(event.ExceptionDetails))
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError && event.Entry.Source != log.EntrySourceNetwork {
			c.add(event.Entry.Text)
		}
	}
}

func thrown(details *runtime.ExceptionDetails) string {
	if details.Exception == nil {
		return ""
	}
	return details.Exception.Description
}

func (c *complaints) add(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text = append(c.text, text)
}

func (c *complaints) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.text)
}
