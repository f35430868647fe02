package fakeslack

import (
	"slices"
	"sync"
)

// maxDrafts is how many messages and views are remembered with what people did in them.
const maxDrafts = 2000

// drafts remember, per message or view and person, what was chosen there so far and which options a search offered.
type drafts struct {
	mu    sync.Mutex
	of    map[string]*draft
	order []string
}

type draft struct {
	chosen  Values
	offered map[string][]Option // by block_id and action_id
}

func newDrafts() *drafts { return &drafts{of: map[string]*draft{}} }

func (d *drafts) get(place string) *draft {
	found, ok := d.of[place]
	if !ok {
		found = &draft{chosen: Values{}, offered: map[string][]Option{}}
		d.of[place] = found
		d.order = append(d.order, place)
		if len(d.order) > maxDrafts {
			delete(d.of, d.order[0])
			d.order = d.order[1:]
		}
	}
	return found
}

func (d *drafts) choose(place string, e element, v Value) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.get(place).chosen.set(e, v)
}

func (d *drafts) chosen(place string) Values {
	d.mu.Lock()
	defer d.mu.Unlock()
	if found, ok := d.of[place]; ok {
		return Values{}.over(found.chosen)
	}
	return nil
}

func (d *drafts) offer(place string, e element, options []Option) {
	d.mu.Lock()
	defer d.mu.Unlock()
	offered := d.get(place).offered
	key := e.blockID + "\x00" + e.actionID
	offered[key] = append(slices.Clone(options), offered[key]...)
	offered[key] = offered[key][:min(len(offered[key]), 500)]
}

// onOffer returns what a person may choose in an element: its own options, those that a search brought, and the one it began with.
func (d *drafts) onOffer(place string, e element) []Option {
	all := options(e.node)
	if first := initial(e); first.SelectedOption != nil {
		all = append(all, *first.SelectedOption)
	}
	all = append(all, initial(e).SelectedOptions...)
	d.mu.Lock()
	defer d.mu.Unlock()
	if found, ok := d.of[place]; ok {
		all = append(all, found.offered[e.blockID+"\x00"+e.actionID]...)
	}
	return all
}
