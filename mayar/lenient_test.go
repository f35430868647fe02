package mayar

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestInteger(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]integer{
		`104930`:       {104930, true},
		`"104930"`:     {104930, true},
		`" 104930 "`:   {104930, true},
		`104930.0`:     {104930, true},
		`"104930.00"`:  {104930, true},
		`"104.930"`:    {104930, true},
		`"1.104.930"`:  {1104930, true},
		`"1104.930"`:   {1105, true},
		`"0.500"`:      {1, true},
		`104.930`:      {105, true},
		`1e5`:          {100000, true},
		`0`:            {0, true},
		`-700`:         {-700, true},
		`null`:         {},
		`""`:           {},
		`"Gratis"`:     {},
		`"NaN"`:        {},
		`1e400`:        {},
		`true`:         {},
		`{"amount":1}`: {},
		`[1]`:          {},
	} {
		if got := unmarshal[integer](t, in); got != want {
			t.Errorf("%s: got %+v, want %+v", in, got, want)
		}
	}
}

func TestTimestamp(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 8, 19, 18, 17, 19, 78e6, time.UTC)
	for in, want := range map[string]time.Time{
		`1755627439078`:                   at,
		`"1755627439078"`:                 at,
		`1755627439`:                      at.Truncate(time.Second),
		`"2025-08-19T18:17:19.078Z"`:      at,
		`"2025-08-20T01:17:19.078+07:00"`: at,
		`"2025-08-19T18:17:19.078"`:       at,
		`"2025-08-19 18:17:19"`:           at.Truncate(time.Second),
		`"2025-08-19"`:                    at.Truncate(24 * time.Hour),
		`null`:                            {},
		`0`:                               {},
		`-1`:                              {},
		`9e18`:                            {},
		`""`:                              {},
		`"kemarin"`:                       {},
		`{}`:                              {},
	} {
		if got := unmarshal[timestamp](t, in).Time; !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func TestFlagAndText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]flag{
		`true`: {true, true}, `"True"`: {true, true}, `1`: {true, true}, `false`: {false, true}, `"0"`: {false,
			true}, `null`: {}, `{}`: {},
	} {
		if got := unmarshal[flag](t, in); got != want {
			t.Errorf("flag %s: got %+v, want %+v", in, got, want)
		}
	}
	for in, want := range map[string]text{`"Ani"`: "Ani", `42`: "42", `null`: "", `{"a":1}`: "", `["x"]`: "",
		`true`: "", `"\ud800"`: "\ufffd"} {
		if got := unmarshal[text](t, in); got != want {
			t.Errorf("text %s: got %q, want %q", in, got, want)
		}
	}
}

func TestOneAndMany(t *testing.T) {
	t.Parallel()
	ani := wireCustomer{Name: "Ani"}
	for in, want := range map[string]wireCustomer{
		`{"name":"Ani"}`:            ani,
		`[{"name":"Ani"}]`:          ani,
		`[{"name":"Ani"},{}]`:       ani,
		`{"name":"Ani","id":{}}`:    ani,
		`null`:                      {},
		`[]`:                        {},
		`["Ani"]`:                   {},
		`"Ani"`:                     {},
		`[[{"name":"in too far"}]]`: {},
	} {
		if got := unmarshal[one[wireCustomer]](t, in).v; got != want {
			t.Errorf("%s: got %+v, want %+v", in, got, want)
		}
	}
	got := unmarshal[many[wireCustomer]](t, `[{"name":"Ani"},7,null,"x",{"name":"Budi"}]`)
	want := many[wireCustomer]{ani, {}, {}, {}, {Name: "Budi"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("many (-want +got):\n%s", diff)
	}
}

// unmarshal decodes in as a field, the way all lenient values are.
func unmarshal[T any](t *testing.T, in string) T {
	t.Helper()
	var holder struct {
		V T `json:"v"`
	}
	if err := json.Unmarshal([]byte(`{"v":`+in+`}`), &holder); err != nil {
		t.Errorf("%s: %v", in, err)
	}
	return holder.V
}
