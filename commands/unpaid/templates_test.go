package unpaid

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
	"golang.org/x/sync/errgroup"
)

// Many ask for the same page at once. Each reads what one reads who asks alone, and gets buttons
// with references of their own.
func TestRememberedPagesAreEachOnesOwn(t *testing.T) {
	t.Parallel()
	m := mirrorOfAge(30 * time.Second)
	look := m.OnList
	m.OnList = func(q receivables.Query, number int) (receivables.Page, error) {
		page, err := look(q, number)
		page.View = 7
		return page, err
	}
	remembering := newHandler(t, m)
	ref := regexp.MustCompile(`REF\d{4}`)
	var group errgroup.Group
	for i := range 40 {
		group.Go(func() error {
			own := fmt.Sprintf("REF%04d", i)
			for _, words := range []string{"", "ani"} {
				var reply, alone commandtest.Responder
				req := &bot.Request{Ref: own, Text: words, User: bot.User{ID: "U" + own}}
				if err := remembering.run(t.Context(), req, &reply); err != nil {
					return err
				}
				if err := newHandler(t, mirrorOfAge(30*time.Second)).run(t.Context(), req, &alone); err != nil {
					return err
				}
				if diff := cmp.Diff(alone.Last(t), reply.Last(t)); diff != "" {
					return fmt.Errorf("not what one reads who asks alone: %s", diff)
				}
				for _, found := range ref.FindAllString(reply.Last(t), -1) {
					if found != own {
						return fmt.Errorf("%s got a button of %s", own, found)
					}
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	// One who asked at the same time as others may have noted that nobody had.
	if err := remembering.run(t.Context(), &bot.Request{Ref: "REF9999"}, &commandtest.Responder{}); err != nil {
		t.Fatal(err)
	}
	key, ok := message.Unpaid{
		State: message.UnpaidState{ListID: "REF0001", Sort: receivables.SortNewest, Page: 1},
		Page: receivables.Page{
			View: 7, AsOf: commandtest.Noon.Add(-30 * time.Second), Synced: true, Complete: true,
		},
		ShareKey: "REF0001",
	}.TemplateKey()
	if template, again := remembering.templates.Get(key); !ok || !again || template == nil {
		t.Error("the page was not remembered")
	}
}
