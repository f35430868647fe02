package digests

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
)

// formFields returns valid fields of a form, with changes.
func formFields(changes map[string]string) map[string]string {
	fields := map[string]string{
		message.BlockDigestDays: "1,4", message.BlockDigestTimes: "15:00, 9.00",
		message.BlockDigestZone:     "Asia/Makassar",
		message.BlockDigestLanguage: "id", message.BlockDigestNothingOpen: message.DigestOnlyWhenOpen,
		message.BlockDigestStyle: message.DigestDetailed,
		message.BlockDigestLate:  message.DigestSkipLate, message.BlockDigestFilter: " older:7d  min:100k",
		message.BlockDigestMention: member,
	}
	maps.Copy(fields, changes)
	return fields
}

func TestFormFields(t *testing.T) {
	t.Parallel()
	type fields = map[string]string
	for name, tt := range map[string]struct {
		changes fields
		wrong   []string // blocks
		want    string   // schedule, zone, filter, mention
	}{
		"well": {nil, nil, "mon,thu 09:00,15:00|Asia/Makassar|older:7d min:100k|" + member},
		"all days": {
			fields{message.BlockDigestDays: "0,1,2,3,4,5,6"}, nil,
			"daily 09:00,15:00|Asia/Makassar|older:7d min:100k|" + member,
		},
		"no day": {
			fields{message.BlockDigestDays: ""}, nil, "daily 09:00,15:00|Asia/Makassar|older:7d min:100k|" + member,
		},
		"days that are none": {
			fields{message.BlockDigestDays: "1,9,x,-1,1"}, nil,
			"mon 09:00,15:00|Asia/Makassar|older:7d min:100k|" + member,
		},
		"cron": {
			fields{message.BlockDigestCron: "0 9  1 * *"}, nil,
			`cron "0 9 1 * *"|Asia/Makassar|older:7d min:100k|` + member,
		},
		"another zone": {
			fields{message.BlockDigestZone: message.DigestZoneOther, message.BlockDigestZoneName: "asia/singapore"},
			nil, "mon,thu 09:00,15:00|Asia/Singapore|older:7d min:100k|" + member,
		},
		"a group": {
			fields{message.BlockDigestGroup: "S0123ABCD"}, nil,
			"mon,thu 09:00,15:00|Asia/Makassar|older:7d min:100k|S0123ABCD",
		},
		"a mention of a group": {
			fields{message.BlockDigestGroup: "<!subteam^S0123ABCD|@cs>"}, nil,
			"mon,thu 09:00,15:00|Asia/Makassar|older:7d min:100k|S0123ABCD",
		},
		"no filter and nobody": {
			fields{message.BlockDigestFilter: "", message.BlockDigestMention: ""}, nil,
			"mon,thu 09:00,15:00|Asia/Makassar||",
		},
		"no time":  {fields{message.BlockDigestTimes: ""}, []string{message.BlockDigestTimes}, ""},
		"no times": {fields{message.BlockDigestTimes: "soon"}, []string{message.BlockDigestTimes}, ""},
		"times too near": {
			fields{message.BlockDigestTimes: "09:00 09:30"}, []string{message.BlockDigestTimes}, "",
		},
		"the same time": {
			fields{message.BlockDigestTimes: "09:00 9.00"}, []string{message.BlockDigestTimes}, "",
		},
		"times as people say": {
			fields{message.BlockDigestTimes: "jam 9 pagi dan 3 sore"}, nil,
			"mon,thu 09:00,15:00|Asia/Makassar|older:7d min:100k|" + member,
		},
		"hours alone": {
			fields{message.BlockDigestTimes: "9, 15"}, nil,
			"mon,thu 09:00,15:00|Asia/Makassar|older:7d min:100k|" + member,
		},
		"days among the times": {
			fields{message.BlockDigestTimes: "mon 09:00"}, []string{message.BlockDigestTimes}, "",
		},
		"times without end": {
			fields{message.BlockDigestTimes: strings.Repeat("09:00,", 500)}, []string{message.BlockDigestTimes}, "",
		},
		"cron without end": {
			fields{message.BlockDigestCron: "0 9 " + strings.Repeat("30W,", 740) + "1 * *"},
			[]string{message.BlockDigestCron}, "",
		},
		"cron with a vain step": {
			fields{message.BlockDigestCron: "0 */25 * * *"}, []string{message.BlockDigestCron}, "",
		},
		"a zone without end": {
			fields{
				message.BlockDigestZone:     message.DigestZoneOther,
				message.BlockDigestZoneName: strings.Repeat("a/", 1000),
			},
			[]string{message.BlockDigestZoneName}, "",
		},
		"no cron": {fields{message.BlockDigestCron: "whenever"}, []string{message.BlockDigestCron}, ""},
		"cron with a zone": {
			fields{message.BlockDigestCron: "0 9 1 * * WIB"}, []string{message.BlockDigestCron}, "",
		},
		"cron too often": {
			fields{message.BlockDigestCron: "*/5 * * * *"}, []string{message.BlockDigestCron}, "",
		},
		"cron never": {
			fields{message.BlockDigestCron: "0 9 31 2 *"}, []string{message.BlockDigestCron}, "",
		},
		"no other zone": {
			fields{message.BlockDigestZone: message.DigestZoneOther}, []string{message.BlockDigestZoneName}, "",
		},
		"no zone": {
			fields{message.BlockDigestZone: "../etc/passwd"}, []string{message.BlockDigestZone}, "",
		},
		"no filter of ours": {
			fields{message.BlockDigestFilter: "older:yesterday"}, []string{message.BlockDigestFilter}, "",
		},
		"a long filter": {
			fields{message.BlockDigestFilter: strings.Repeat("a", 301)}, []string{message.BlockDigestFilter}, "",
		},
		"no group": {
			fields{message.BlockDigestGroup: "@everyone"}, []string{message.BlockDigestGroup}, "",
		},
		"everything at once": {
			fields{message.BlockDigestTimes: "x", message.BlockDigestFilter: "x:y", message.BlockDigestGroup: "x"},
			[]string{message.BlockDigestFilter, message.BlockDigestGroup, message.BlockDigestTimes}, "",
		},
		"a form of another world": {
			fields{message.BlockDigestLanguage: "tlh", message.BlockDigestStyle: "?"}, nil,
			"mon,thu 09:00,15:00|Asia/Makassar|older:7d min:100k|" + member,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, digests, _ := newHandler(t)
			req := &bot.Request{
				User:     bot.User{ID: owner},
				Fields:   formFields(tt.changes),
				Metadata: `{"channel":"` + finance + `"}`,
			}
			filled, wrong := c.parseForm(req)
			if diff := cmp.Diff(tt.wrong, slices.Sorted(maps.Keys(wrong))); diff != "" {
				t.Fatal(diff)
			}
			for block, said := range wrong {
				if said == "" {
					t.Errorf("nothing is said under %s", block)
				}
			}
			if tt.wrong != nil {
				return
			}
			if err := c.submit(t.Context(), filled, req, &commandtest.Responder{}); err != nil {
				t.Fatal(err)
			}
			made := digests.subs["new1"]
			if got := strings.Join(
				[]string{made.Schedule.String(), made.Zone, made.Filter, made.Mention}, "|",
			); got != tt.want {
				t.Errorf("made %q, want %q", got, tt.want)
			}
			if made.Owner != owner || made.Channel != finance || !made.OnlyWhenOpen && tt.changes == nil {
				t.Errorf("made %+v", made)
			}
		})
	}
}

// The metadata of a form comes back from outside and is checked.
func TestFormMetadataIsChecked(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		user, metadata string
		done           string
		says           string
	}{
		"a new one": {
			member, `{"channel":"C0FINANCE1"}`,
			`create new1 in C0FINANCE1 by U0MEMBER03: mon,thu 09:00,15:00 Asia/Makassar "older:7d min:100k"`,
			"Digest created",
		},
		"a channel they are not in": {
			outsider, `{"channel":"C0FINANCE1"}`, "", "I may not be used in this channel",
		},
		"a channel the bot is not in":   {owner, `{"channel":"C0FOUNDER3"}`, "", "/invite @penagih"},
		"a channel that is not allowed": {owner, `{"channel":"C0SALES002"}`, "", "I may not be used in this channel"},
		"no channel":                    {owner, `{}`, "", "no longer works"},
		"nothing":                       {owner, ``, "", "no longer works"},
		"anything":                      {owner, `[1,2`, "", "no longer works"},
		"two answers":                   {owner, `{"channel":"C0SALES002","id":"k7fq"}`, "", "no longer works"},
		"an id of its own": {
			member, `{"channel":"C0FINANCE1","new":"m3xa"}`,
			`create m3xa in C0FINANCE1 by U0MEMBER03: mon,thu 09:00,15:00 Asia/Makassar "older:7d min:100k"`,
			"Digest created",
		},
		"no id": {member, `{"channel":"C0FINANCE1","new":"*bold*"}`, "", "no longer works"},
		"a change": {
			member, `{"id":"k7fq","revision":3}`,
			`update k7fq in C0FINANCE1 by U0OWNER001: mon,thu 09:00,15:00 Asia/Makassar "older:7d min:100k"`,
			"Digest changed",
		},
		"a change by an outsider":         {outsider, `{"id":"k7fq","revision":3}`, "", "There is no such digest"},
		"a change of what has changed":    {owner, `{"id":"k7fq","revision":2}`, "", "Somebody else has just changed"},
		"a change of what has been there": {owner, `{"id":"zzzz","revision":3}`, "", "There is no such digest"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, digests, _ := newHandler(t)
			c.Rule.Allowed = []string{finance, founders}
			req := &bot.Request{
				Kind:     bot.KindForm,
				User:     bot.User{ID: tt.user},
				Fields:   formFields(nil),
				Metadata: tt.metadata,
			}
			var reply commandtest.Responder
			err := submitForm(t, c, req, &reply)
			if answer := reply.Said(t, err); !strings.Contains(answer, tt.says) {
				t.Errorf("not said: %q in %s", tt.says, answer)
			}
			if done := strings.Join(digests.done, "; "); done != tt.done {
				t.Errorf("done: %q, want %q", done, tt.done)
			}
		})
	}
}

// A form that is submitted twice has the same id both times; the next form has another.
func TestFormCarriesAnID(t *testing.T) {
	t.Parallel()
	c, digests, _ := newHandler(t)
	var reply commandtest.Responder
	for range 2 {
		if err := c.run(t.Context(), typedRequest(owner, finance, "new"), &reply); err != nil {
			t.Fatal(err)
		}
	}
	for _, opened := range []int{0, 0, 1} {
		req := &bot.Request{
			Kind:     bot.KindForm,
			User:     bot.User{ID: owner},
			Metadata: reply.Forms[opened].PrivateMetadata,
		}
		req.Fields = formFields(map[string]string{message.BlockDigestTimes: fmt.Sprint(9+opened, ":00")})
		if err := submitForm(t, c, req, &commandtest.Responder{}); err != nil {
			t.Fatal(err)
		}
	}
	if made := digests.done; made[0] != made[1] || made[0] == made[2] {
		t.Errorf("made: %q", made)
	}
}

// The form opens with the settings of the digest.
func TestFormShowsTheDigest(t *testing.T) {
	t.Parallel()
	c, digests, _ := newHandler(t)
	sub := existingDigest()
	sub.Filter, sub.Mention, sub.Zone = "older:7d", "S0123ABCD", "Asia/Singapore"
	digests.subs["k7fq"] = sub
	var reply commandtest.Responder
	if err := c.run(t.Context(), typedRequest(owner, finance, "edit k7fq"), &reply); err != nil {
		t.Fatal(err)
	}
	form := commandtest.JSON(t, reply.Forms[0])
	for _, want := range []string{
		`"initial_value":"older:7d"`, `"initial_value":"S0123ABCD"`, `"initial_value":"Asia/Singapore"`,
		`"initial_value":"09:00"`,
	} {
		if !strings.Contains(form, want) {
			t.Errorf("not filled in: %s", want)
		}
	}
}
