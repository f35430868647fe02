package unpaid

import (
	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/internal/lru"
	"github.com/mayarbot/mayarbot/message"
)

const (
	// maxTemplateBytes bounds the memory of all templates.
	maxTemplateBytes = 4 << 20

	// keyBytes is about how many bytes a key takes, with a long filter.
	keyBytes = 1024
)

// templates are the pages that were shown lately. A key without one was asked for once.
type templates = lru.Cache[message.UnpaidKey, *message.UnpaidTemplate]

func newTemplates() *templates {
	return lru.New[message.UnpaidKey, *message.UnpaidTemplate](maxTemplateBytes)
}

// render writes a page. The page itself was read for this request, after its access was checked;
// what somebody else asked for saves only the writing of the same again. A template costs as much
// as two pages, so it is made when a page is asked for again.
func (h *Handler) render(page message.Unpaid) blockkit.Message {
	key, ok := page.TemplateKey()
	if !ok {
		return h.Renderer.Unpaid(page)
	}
	template, again := h.templates.Get(key)
	if template != nil && template.ValidAt(page.Now) {
		return template.Fill(page.State.ListID, page.ShareKey)
	}
	if !again {
		h.templates.Put(key, nil, keyBytes)
		return h.Renderer.Unpaid(page)
	}
	msg, template := h.Renderer.UnpaidTemplate(page)
	if template != nil {
		h.templates.Put(key, template, keyBytes+template.Size())
	}
	return msg
}
