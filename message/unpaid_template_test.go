package message_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

const day = 24 * time.Hour

// randomUnpaid is a list that may have a template.
func randomUnpaid(random *rand.Rand) message.Unpaid {
	pick := func(texts ...string) string { return texts[random.IntN(len(texts))] }
	past := func() time.Duration {
		unit := []time.Duration{time.Second, time.Minute, time.Hour, day, 30 * day, 365 * day}[random.IntN(6)]
		return time.Duration(random.IntN(70))*unit + time.Duration(random.IntN(3)-1)*time.Millisecond
	}
	v := message.Unpaid{Now: time.Unix(1_800_000_000+random.Int64N(400*86400), 0).UTC()}
	if random.IntN(2) == 0 { // a minute before midnight
		v.Now = v.Now.Truncate(day).Add(-time.Duration(random.IntN(60_000)) * time.Millisecond)
	}
	v.State = message.UnpaidState{
		ListID: "K7F3QZA", Query: pick("", "ani", `<@U1> "LLLLLLL"`), Page: 1,
		Sort: receivables.Sort(pick("", "oldest", "customer")),
	}
	v.ShareKey = pick("K7F3QZA", "SHOWN12")
	v.View, v.Synced, v.Complete = 1, true, random.IntN(2) == 0
	v.Refreshing = random.IntN(2) == 0
	v.AsOf = v.Now.Add(-past())
	v.Number, v.Pages = 1+random.IntN(2), 1+random.IntN(2)
	for range random.IntN(11) {
		newest := v.Now.Add(-past())
		v.Rows = append(v.Rows, receivables.Row{
			ID: pick("tx-1", "", "K7F3QZA"), CaseID: pick("", "abcdefghij234567"),
			Customer: pick("Ani", "", "<!channel> & *x*", `K7F3QZA ,"block_id":"unpaid.1.0"`, "É\u2028\u202e"),
			Email:    pick("ani@example.com", ""), Product: pick("Kelas Kopi", "SHOWN12", `"\\`),
			Type: pick("invoice", "new_type"), Status: "active", URL: pick("https://toko.example.com/a?b=1&c=2", "x"),
			Count: 1 + random.IntN(3), Amount: random.Int64N(1_000_000), NoAmount: random.IntN(2),
			Products: 1 + random.IntN(2), Newest: newest, Oldest: newest.Add(-past()),
		})
	}
	v.Totals = receivables.Totals{Count: len(v.Rows), Groups: len(v.Rows), Amount: random.Int64N(1_000_000_000)}
	v.Aging[random.IntN(4)] = receivables.Bucket{Count: len(v.Rows), Amount: v.Totals.Amount}
	return v
}

// A filled template is byte for byte what Unpaid returns, for every ListID and ShareKey, as long as
// it is valid. It has the other bytes of those whom it was not made for.
func TestUnpaidTemplate(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	made, valid := 0, 0
	for range 300 {
		for _, language := range message.Languages {
			zone := time.FixedZone("", (random.IntN(3)-1)*3600)
			w, err := message.New(language, zone)
			if err != nil {
				t.Fatal(err)
			}
			v := randomUnpaid(random)
			msg, template := w.UnpaidTemplate(v)
			compareMessages(t, w.Unpaid(v), msg)
			if template == nil {
				continue
			}
			made++
			for range 20 {
				later := v
				unit := []time.Duration{time.Millisecond, time.Second, time.Minute, time.Hour}[random.IntN(4)]
				later.Now = v.Now.Add(time.Duration(random.IntN(1000)) * unit)
				if !template.ValidAt(later.Now) {
					continue
				}
				valid++
				later.State.ListID = fmt.Sprintf("%07d", random.IntN(1e7))
				later.ShareKey = fmt.Sprintf("X%06d", random.IntN(1e6))
				compareMessages(t, w.Unpaid(later), template.Fill(later.State.ListID, later.ShareKey))
			}
			if template.ValidAt(v.Now.Add(-time.Nanosecond)) || !template.ValidAt(v.Now) {
				t.Fatal("the template is valid before it was made, or not when it was")
			}
		}
	}
	if made < 300 || valid < 500 {
		t.Errorf("of 600 lists %d had templates, which were valid %d times", made, valid)
	}
}

func compareMessages(t *testing.T, want, got blockkit.Message) {
	t.Helper()
	wantJSON, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	gotJSON, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(wantJSON), string(gotJSON)); diff != "" {
		t.Fatalf("not the same (-Unpaid +template):\n%s", diff)
	}
	for i, block := range want.Blocks {
		if got.Blocks[i].ID() != block.ID() || got.Blocks[i].BlockType() != block.BlockType() {
			t.Fatalf("block %d is %s %s, not %s %s", i,
				got.Blocks[i].BlockType(), got.Blocks[i].ID(), block.BlockType(), block.ID())
		}
	}
}

// Each field of a list is part of the key, or forbids a template, or is known not to matter.
func TestUnpaidTemplateKeyHasEverything(t *testing.T) {
	t.Parallel()
	elsewhere := map[string]bool{
		"Now":   true,                                                                             // ValidAt
		"Query": true, "Totals": true, "Aging": true, "Rows": true, "Number": true, "Pages": true, // View
	}
	v := randomUnpaid(rand.New(rand.NewPCG(3, 4)))
	v.State.Query, v.ShareKey = "", "SHOWN12"
	key, ok := v.TemplateKey()
	if !ok {
		t.Fatal("there is no key")
	}
	other := v
	other.State.ListID, other.ShareKey = "OTHERID", "OTHERKY"
	if same, ok := other.TemplateKey(); !ok || same != key {
		t.Error("the key depends on who asked")
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[message.Unpaid]()) {
		if elsewhere[field.Name] || field.Anonymous {
			continue
		}
		other := v
		value := reflect.ValueOf(&other).Elem().FieldByIndex(field.Index)
		fields := []reflect.Value{value}
		if field.Name == "State" {
			fields = []reflect.Value{value.FieldByName("Query"), value.FieldByName("Sort"), value.FieldByName("Page")}
		}
		for _, value := range fields {
			before := reflect.ValueOf(value.Interface())
			change(t, field.Name, value)
			if got, ok := other.TemplateKey(); ok && got == key {
				t.Errorf("%s is not in the key", field.Name)
			}
			value.Set(before)
		}
	}
}

func change(t *testing.T, name string, value reflect.Value) {
	t.Helper()
	switch value.Kind() {
	case reflect.Bool:
		value.SetBool(!value.Bool())
	case reflect.String:
		value.SetString(value.String() + "x")
	case reflect.Int:
		value.SetInt(value.Int() + 1)
	case reflect.Uint64:
		value.SetUint(value.Uint() + 1)
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
	case reflect.Struct:
		at := value.Interface().(time.Time)
		value.Set(reflect.ValueOf(at.Add(time.Millisecond)))
	default:
		t.Fatalf("the test cannot change %s", name)
	}
}
