package receivables_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/mayarbot/mayarbot/receivables"
)

func TestParseQuery(t *testing.T) {
	t.Parallel()
	type query = receivables.Query
	for words, want := range map[string]query{
		"":                                 {},
		"   ":                              {},
		"ani":                              {Words: []string{"ani"}},
		"Ani  Wijaya":                      {Words: []string{"Ani", "Wijaya"}},
		`"Ani  Wijaya"`:                    {Words: []string{"Ani Wijaya"}},
		"“Ani Wijaya” kopi":                {Words: []string{"Ani Wijaya", "kopi"}},
		"„Ani Wijaya“":                     {Words: []string{"Ani Wijaya"}},
		`"never closed`:                    {Words: []string{"never closed"}},
		`"" ani ""`:                        {Words: []string{"ani"}},
		"Ma'ruf":                           {Words: []string{"Ma'ruf"}},
		"ani@example.com +62812":           {Words: []string{"ani@example.com", "+62812"}},
		"10:30":                            {Words: []string{"10:30"}},
		"https://toko.example.com/plt/a:b": {Words: []string{"https://toko.example.com/plt/a:b"}},
		":":                                {Words: []string{":"}},
		`"older:7d"`:                       {Words: []string{"older:7d"}},
		"older:7d":                         {Before: noon.AddDate(0, 0, -7)},
		"OLDER:7D":                         {Before: noon.AddDate(0, 0, -7)},
		"older: 7d":                        {Before: noon.AddDate(0, 0, -7)},
		"older:“7d”":                       {Before: noon.AddDate(0, 0, -7)},
		"newer:90m":                        {After: noon.Add(-90 * time.Minute)},
		"newer:12h":                        {After: noon.Add(-12 * time.Hour)},
		"newer:2w older:1d":                {After: noon.AddDate(0, 0, -14), Before: noon.AddDate(0, 0, -1)},
		"min:100000":                       {Min: 100_000},
		"min:100.000":                      {Min: 100_000},
		"min:1,000,000":                    {Min: 1_000_000},
		"min:Rp100.000":                    {Min: 100_000},
		"min:100k":                         {Min: 100_000},
		"min:100RB":                        {Min: 100_000},
		"min:1jt":                          {Min: 1_000_000},
		"min:1,5jt max:2.25juta":           {Min: 1_500_000, Max: 2_250_000},
		"type:Invoice":                     {Type: "invoice"},
		`type:"payment request"`:           {Type: "payment_request"},
		"status:expired":                   {Status: receivables.StatusExpired},
		"status:ALL sort:largest":          {Status: receivables.StatusAll, Sort: receivables.SortLargest},
		"+62 812 3456 7890":                {Words: []string{"+6281234567890"}},
		"+62 (812) 3456 - 7890 ani":        {Words: []string{"+6281234567890", "ani"}},
		"(+62) 21.555.1234":                {Words: []string{"+62215551234"}},
		"ani 62 812-3456":                  {Words: []string{"ani", "628123456"}},
		"0812 345 6789":                    {Words: []string{"08123456789"}},
		"812 older:7d 345 6789":            {Words: []string{"8123456789"}, Before: noon.AddDate(0, 0, -7)},
		"0812 345":                         {Words: []string{"0812", "345"}}, // may be anything
		"62 100":                           {Words: []string{"62", "100"}},
		"2026 11 00123":                    {Words: []string{"2026", "11", "00123"}},
		"0812 3456 7890 0813 3456 7890":    {Words: []string{"0812", "3456", "7890", "0813", "3456", "7890"}},
		"ani older:7d wijaya":              {Words: []string{"ani", "wijaya"}, Before: noon.AddDate(0, 0, -7)},
	} {
		if want.Status == "" {
			want.Status = receivables.StatusActive
		}
		if want.Sort == "" {
			want.Sort = receivables.SortNewest
		}
		got, err := receivables.ParseQuery(words, noon)
		if err != nil {
			t.Errorf("%q: %v", words, err)
			continue
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(query{})); diff != "" {
			t.Errorf("%q: %s", words, diff)
		}
	}
}

// A digest compares what is open, and what is paid never is.
func TestParseOpenQuery(t *testing.T) {
	t.Parallel()
	if _, err := receivables.ParseOpenQuery("status:expired ani", noon); err != nil {
		t.Error(err)
	}
	_, err := receivables.ParseOpenQuery("ani status:PAID", noon)
	want := &receivables.QueryError{Word: "status:paid", Reason: receivables.ReasonStatus, Form: "status:expired · status:active · status:all"}
	if diff := cmp.Diff(error(want), err); diff != "" {
		t.Error(diff)
	}
}

func TestParseQuerySaysWhichWordIsWrong(t *testing.T) {
	t.Parallel()
	const all = "older:7d · newer:2d · min:100000 · max:500000 · type:invoice · status:expired · sort:newest"
	for words, want := range map[string]receivables.QueryError{
		"ani foo:bar":          {Word: "foo:bar", Reason: receivables.ReasonUnknownFilter, Form: all},
		"foo:":                 {Word: "foo:", Reason: receivables.ReasonUnknownFilter, Form: all},
		"older:":               {Word: "older:", Reason: receivables.ReasonDuration, Form: "older:7d"},
		"older:7":              {Word: "older:7", Reason: receivables.ReasonDuration, Form: "older:7d"},
		"older:0d":             {Word: "older:0d", Reason: receivables.ReasonDuration, Form: "older:7d"},
		"older:-7d":            {Word: "older:-7d", Reason: receivables.ReasonDuration, Form: "older:7d"},
		"older:999999w":        {Word: "older:999999w", Reason: receivables.ReasonDuration, Form: "older:7d"},
		"newer:yesterday":      {Word: "newer:yesterday", Reason: receivables.ReasonDuration, Form: "newer:2d"},
		"older: soon":          {Word: "older: soon", Reason: receivables.ReasonDuration, Form: "older:7d"},
		"min:100.00":           {Word: "min:100.00", Reason: receivables.ReasonAmount, Form: "min:100000"},
		"min:1.500rb":          {Word: "min:1.500rb", Reason: receivables.ReasonAmount, Form: "min:100000"},
		"min:0":                {Word: "min:0", Reason: receivables.ReasonAmount, Form: "min:100000"},
		"max:5m":               {Word: "max:5m", Reason: receivables.ReasonAmount, Form: "max:500000"},
		"min:9999999999999999": {Word: "min:9999999999999999", Reason: receivables.ReasonAmount, Form: "min:100000"},
		"type:":                {Word: "type:", Reason: receivables.ReasonType, Form: "type:invoice"},
		"status:late":          {Word: "status:late", Reason: receivables.ReasonStatus, Form: "status:expired · status:paid · status:active · status:all"},
		"sort:name":            {Word: "sort:name", Reason: receivables.ReasonSort, Form: "sort:newest · sort:oldest · sort:largest · sort:customer"},
		"min:2jt max:1jt":      {Word: "max:1jt", Reason: receivables.ReasonNothing, Form: "max:500000"},
		"older:7d newer:2d":    {Word: "newer:2d", Reason: receivables.ReasonNothing, Form: "newer:2d"},
		"type:a type:b":        {Word: "type:b", Reason: receivables.ReasonTwice, Form: "type:invoice"},
	} {
		_, err := receivables.ParseQuery(words, noon)
		got, ok := errors.AsType[*receivables.QueryError](err)
		if !ok {
			t.Errorf("%q: got %v, want a QueryError", words, err)
			continue
		}
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("%q: %s", words, diff)
		}
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, words := range []string{
		"ani older:7d", `"Ani Wijaya" min:1,5jt`, "“kopi” status:all sort:oldest", "older: 7d", "foo:bar", `type:"a b"`, `a"b:c"`, `"+62" min:1jt (812) 345 - "67"`, "10:30", "min:Rp100.000 \u200b\x00",
	} {
		f.Add(words)
	}
	f.Fuzz(func(t *testing.T, words string) {
		q, err := receivables.ParseQuery(words, noon)
		if err != nil {
			if _, ok := errors.AsType[*receivables.QueryError](err); !ok {
				t.Fatalf("%q: %v is no QueryError", words, err)
			}
			return
		}
		again, err := receivables.ParseQuery(q.String(), noon)
		if err != nil {
			t.Fatalf("%q: String gives %q, which is not understood: %v", words, q.String(), err)
		}
		if diff := cmp.Diff(q, again, cmp.AllowUnexported(q)); diff != "" {
			t.Fatalf("%q: String gives %q, which is another query: %s", words, q.String(), diff)
		}
	})
}
