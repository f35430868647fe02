package browsertest

import (
	"slices"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
)

// pageErrors are a page's exceptions and the browser's errors, such as a violation of the content
// security policy. HTTP error statuses are not included, because pages expect them.
type pageErrors struct {
	mu   sync.Mutex
	text []string
}

func (c *pageErrors) record(event any) {
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		c.add(event.ExceptionDetails.Text + " " + exceptionText(event.ExceptionDetails))
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError && event.Entry.Source != log.EntrySourceNetwork {
			c.add(event.Entry.Text)
		}
	}
}

func exceptionText(details *runtime.ExceptionDetails) string {
	if details.Exception == nil {
		return ""
	}
	return details.Exception.Description
}

func (c *pageErrors) add(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text = append(c.text, text)
}

func (c *pageErrors) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.text)
}
