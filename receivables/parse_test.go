package receivables_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/mayarbot/mayarbot/receivables"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

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
		// Mayar adds types, and rows show them as they are
		"type:layanan_baru":             {Type: "layanan_baru"},
		"type:membership":               {Type: "membership"},
		"type:Payment":                  {Type: "payment"},
		"type:tagihan ani":              {Type: "tagihan", Words: []string{"ani"}},
		"type:payment request ani":      {Type: "payment_request", Words: []string{"ani"}},
		"type:tagihan membership ani":   {Type: "membership_payment", Words: []string{"ani"}},
		"type:produk kopi":              {Type: "produk", Words: []string{"kopi"}},
		"type:penagihan":                {Type: "payment_request"},
		"type:ebook":                    {Type: "ebook"},
		"type:E-Book":                   {Type: "ebook"},
		`type:"payment request"`:        {Type: "payment_request"},
		"status:expired":                {Status: receivables.StatusExpired},
		"status:ALL sort:largest":       {Status: receivables.StatusAll, Sort: receivables.SortLargest},
		"+62 812 3456 7890":             {Words: []string{"+6281234567890"}},
		"+62 (812) 3456 - 7890 ani":     {Words: []string{"+6281234567890", "ani"}},
		"(+62) 21.555.1234":             {Words: []string{"+62215551234"}},
		"ani 62 812-3456":               {Words: []string{"ani", "628123456"}},
		"0812 345 6789":                 {Words: []string{"08123456789"}},
		"812 older:7d 345 6789":         {Words: []string{"8123456789"}, Before: noon.AddDate(0, 0, -7)},
		"0812 345":                      {Words: []string{"0812", "345"}}, // may be anything
		"62 100":                        {Words: []string{"62", "100"}},
		"2026 11 00123":                 {Words: []string{"2026", "11", "00123"}},
		"0812 3456 7890 0813 3456 7890": {Words: []string{"0812", "3456", "7890", "0813", "3456", "7890"}},
		"ani older:7d wijaya":           {Words: []string{"ani", "wijaya"}, Before: noon.AddDate(0, 0, -7)},
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

// A digest compares open transactions, and a paid one is never open.
func TestParseOpenQuery(t *testing.T) {
	t.Parallel()
	if _, err := receivables.ParseOpenQuery("status:expired ani", noon); err != nil {
		t.Error(err)
	}
	_, err := receivables.ParseOpenQuery("ani status:PAID", noon)
	want := &receivables.QueryError{Word: "status:paid", Reason: receivables.ReasonStatus,
		Example: "status:expired · status:active · status:all"}
	if diff := cmp.Diff(error(want), err); diff != "" {
		t.Error(diff)
	}
}

// People write filters as they speak.
func TestParseQuerySynonyms(t *testing.T) {
	t.Parallel()
	for like, words := range map[string][]string{
		"older:7d": {
			"older:7days", "older:7day", "older:7hari", "older:7", "older: 7", "older:7 hari", "older:7 days",
			"older: 7 hari", "OLDER:7HARI", "lama:7hari",
			"lama:7d", "lama: 7 hari", `older:"7 hari"`, "older:1w", "older:1week", "older:1minggu", "older:1 minggu",
			"older:seminggu", "older:sepekan", "older:7-hari",
			"older : 7d", "older :7d", "older=7d", "older = 7d", "older>7d", "older >= 7 days", "(older:7d)",
			"'older:7d'", "older:'7d'", "older:7d,", "older:7 hari;", "older:7d.",
		},
		"older:30d": {
			"older:30", "older:1bulan", "older:1mo", "older:1month", "older:1 month", "older:sebulan", "older:1bln",
			"lama:1bulan", "lama:1 bulan", "older:30hari",
		},
		"older:365d":  {"older:1y", "older:1year", "older:1tahun", "older:setahun", "older:1thn"},
		"newer:12h":   {"newer:12hours", "newer:12jam", "baru:12jam", "baru:12 jam", "newer:12hr"},
		"newer:30min": {"newer:30menit", "newer:30minutes", "newer:30 menit", "baru:30menit"},
		"newer:90min": {"newer:90m"},
		"min:100000": {"min:Rp 100.000", "min: Rp 100.000", "min:rp. 100.000", "min:100 rb", "min:Rp 100 rb",
			"min:100 ribu", "min:100.000,-", "min:100 000", "min:Rp 100 000,", "min:IDR 100.000", "min>=100rb",
			"minimal:100rb", "min:100.000,00"},
		"max:1500000": {"max:1,5 jt", "max:1,5 juta", "maksimal:1,5jt", `max:"1,5 juta"`},
		"type:event": {"type:acara", "type:Event", "type:events", "tipe:acara", "jenis:acara", "type: acara",
			"type:'acara',"},
		"type:invoice": {"type:invoices", "type:INVOICE"},
		"sort:largest": {"sort:terbesar", "urut:terbesar", "urut:largest", "sort:biggest", "urutkan:terbesar",
			"SORT:TERBESAR", "urut: terbesar"},
		"sort:oldest":   {"sort:terlama", "urut:terlama", "urut:lama", "sort:tertua", "sort:old"},
		"sort:newest":   {"sort:terbaru", "urut:terbaru", "urut:baru", "sort:new"},
		"sort:customer": {"sort:pelanggan", "urut:pelanggan"},
		"status:expired": {
			"status:kedaluwarsa", "status:kadaluarsa", "status:kadaluwarsa", "status:lapsed", "STATUS:Kedaluwarsa",
		},
		"status:all":    {"status:semua"},
		"status:active": {"status:aktif", "status:open"},
		"status:paid":   {"status:lunas"},
	} {
		want, err := receivables.ParseQuery(like, noon)
		if err != nil {
			t.Fatalf("%q: %v", like, err)
		}
		for _, typed := range words {
			got, err := receivables.ParseQuery(typed+" ani", noon)
			if err != nil {
				t.Errorf("%q: %v", typed, err)
				continue
			}
			if diff := cmp.Diff([]string{"ani"}, got.Words); diff != "" {
				t.Errorf("%q: %s", typed, diff)
			}
			got.Words = want.Words
			if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(want)); diff != "" {
				t.Errorf("%q is not %q: %s", typed, like, diff)
			}
		}
	}
}

// Punctuation around a word is no part of it, and punctuation alone is no word beside others.
func TestParseQueryIgnoresPunctuation(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string][]string{
		"wulan,": {"wulan"}, "wulan?": {"wulan"}, "wulan, sari.": {"wulan", "sari"}, "'wulan'": {"wulan"},
		"‘wulan sari’": {"wulan", "sari"}, "(wulan)": {"wulan"},
		"*wulan": {"wulan"}, "wulan*": {"wulan"}, "<ani@example.com>,": {"ani@example.com"}, "• wulan": {"wulan"},
		"- wulan - sari": {"wulan", "sari"},
		"> wulan":        {"wulan"}, "Toko A & B": {"Toko", "A", "B"}, "Ma'ruf": {"Ma'ruf"}, "C++": {"C++"},
		"🌸, sekar": {"🌸", "sekar"}, "wulan_": {"wulan_"},
		"Sekar🌸": {"Sekar", "🌸"}, "🌸Sekar🌷Florist": {"🌸", "Sekar", "🌷", "Florist"}, `"Sekar🌸"`: {"Sekar🌸"},
		"sayang❤️": {"sayang", "❤"}, "🤷🏽‍♀️": {"🤷🏽‍♀"}, "Şénol": {"Şénol"},
		`"wulan," sari,`: {"wulan,", "sari"}, `"#12"`: {"#12"}, "*": {"*"}, "# !": {"#", "!"}, "@budi": {"budi"},
		"sekar :tokoani:": {"sekar"}, ":tokoani:": {"tokoani"}, ":tokoani: :kopi:": {"tokoani", "kopi"},
		`":tokoani:" sekar`:        {":tokoani:", "sekar"},
		"+62 812 7777 1234, wulan": {"+6281277771234", "wulan"}, "0812 - 7777 – 1234": {"081277771234"},
		"older sari": {"older", "sari"}, "a,b": {"a,b"},
		"wulan, older:7d": {"wulan"}, "wulan,older:7d": {"wulan"},
	} {
		got, err := receivables.ParseQuery(typed, noon)
		if diff := cmp.Diff(want, got.Words); err != nil || diff != "" {
			t.Errorf("%q: %v %s", typed, err, diff)
		}
	}
	q, err := receivables.ParseQuery("older:7d,min:100rb;max:1jt, wulan", noon)
	if want := "wulan older:1w min:100rb max:1jt"; err != nil || q.String() != want {
		t.Errorf("filters with commas: got %q, %v, want %q", q.String(), err, want)
	}
}

func TestQueryErrorExamplesAreValid(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"foo:bar", "older:0d", "older:1m", "lama:x", "lama:1m", "newer:99999999y", "min:x", "min:5m", "min:1.5m",
		"max:12.50", "minimal:0", "type:xyz", "tipe:", "status:x", "sort:x", "urut:x",
		"older:0tahun", "baru:999999 minggu", "min:99999999999999999999", "jenis:x y",
	} {
		_, err := receivables.ParseQuery(words, noon)
		wrong, ok := errors.AsType[*receivables.QueryError](err)
		if !ok {
			t.Errorf("%q: %v", words, err)
			continue
		}
		for form := range strings.SplitSeq(wrong.Example, " · ") {
			if _, err := receivables.ParseQuery(form, noon); err != nil {
				t.Errorf("%q: the right form %q is wrong: %v", words, form, err)
			}
		}
	}
}

// The error for an unknown filter has an example of each. The totals in the tables answer none but
// the order.
func TestEveryFilterLimitsAndIsFormatted(t *testing.T) {
	t.Parallel()
	_, err := receivables.ParseQuery("unknown:1", noon)
	wrong, ok := errors.AsType[*receivables.QueryError](err)
	if !ok {
		t.Fatal(err)
	}
	for example := range strings.SplitSeq(wrong.Example, " · ") {
		q, err := receivables.ParseQuery(strings.ReplaceAll(example, "newest", "oldest"), noon)
		if err != nil {
			t.Errorf("%s: %v", example, err)
		}
		name, _, _ := strings.Cut(example, ":")
		if q.IsUnfiltered() != (name == "sort") {
			t.Errorf("%s: unfiltered %t", example, q.IsUnfiltered())
		}
		if !strings.HasPrefix(q.String(), name+":") {
			t.Errorf("%s is formatted as %q", example, q.String())
		}
	}
}

func TestIsFilter(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]bool{
		"older:7d": true, "lama:7hari": true, "OLDER:7D": true, "min:1,5jt": true, "max:Rp100.000": true,
		"type:acara": true, "status:paid": true, "urut:terbesar": true,
		"sort:ani": false, "type:budi": false, "older:budi": false, "older:0812": true, "min:ani": false,
		"status:ani": false, "name:ani": false, "ani": false, "": false,
		"older:": false, ":7d": false, `type:"acara"`: false, "min:081200001111": false, "older:7d,ani": false,
	} {
		if got := receivables.IsFilter(word); got != want {
			t.Errorf("%q: %t", word, got)
		}
	}
}

func TestParseQueryErrors(t *testing.T) {
	t.Parallel()
	const all = "older:7d · newer:2d · min:100000 · max:500000 · type:invoice · status:expired · sort:newest"
	for words, want := range map[string]receivables.QueryError{
		"ani foo:bar":     {Word: "foo:bar", Reason: receivables.ReasonUnknownFilter, Example: all},
		"foo:":            {Word: "foo:", Reason: receivables.ReasonUnknownFilter, Example: all},
		"older:":          {Word: "older:", Reason: receivables.ReasonDuration, Example: "older:7d"},
		"older:0d":        {Word: "older:0d", Reason: receivables.ReasonDuration, Example: "older:1d"},
		"older:-7d":       {Word: "older:-7d", Reason: receivables.ReasonDuration, Example: "older:7d"},
		"older:999999w":   {Word: "older:999999w", Reason: receivables.ReasonDuration, Example: "older:5214w"},
		"newer:yesterday": {Word: "newer:yesterday", Reason: receivables.ReasonDuration, Example: "newer:2d"},
		"older: soon":     {Word: "older: soon", Reason: receivables.ReasonDuration, Example: "older:7d"},
		"min:100.00":      {Word: "min:100.00", Reason: receivables.ReasonAmount, Example: "min:100"},
		"min:1.500rb":     {Word: "min:1.500rb", Reason: receivables.ReasonAmount, Example: "min:1500rb"},
		"min:0":           {Word: "min:0", Reason: receivables.ReasonAmount, Example: "min:100000"},
		"max:5m":          {Word: "max:5m", Reason: receivables.ReasonAmount, Example: "max:5jt"},
		"min:9999999999999999": {Word: "min:9999999999999999", Reason: receivables.ReasonAmount,
			Example: "min:100000"},
		"type:": {Word: "type:", Reason: receivables.ReasonType, Example: "type:invoice"},
		"status:late": {Word: "status:late", Reason: receivables.ReasonStatus,
			Example: "status:expired · status:paid · status:active · status:all"},
		"sort:name": {Word: "sort:name", Reason: receivables.ReasonSort,
			Example: "sort:newest · sort:oldest · sort:largest · sort:customer"},
		"min:2jt max:1jt":   {Word: "max:1jt", Reason: receivables.ReasonContradiction, Example: "max:1jt"},
		"older:7d newer:2d": {Word: "newer:2d", Reason: receivables.ReasonContradiction, Example: "newer:2d"},
		"older:1m": {Word: "older:1m", Reason: receivables.ReasonDuration,
			Example: "older:1mo · older:1min"},
		"newer:30M": {Word: "newer:30M", Reason: receivables.ReasonDuration,
			Example: "newer:30mo · newer:30min"},
		"lama:1m": {Word: "lama:1m", Reason: receivables.ReasonDuration,
			Example: "lama:1bulan · lama:1menit"},
		"lama:":          {Word: "lama:", Reason: receivables.ReasonDuration, Example: "lama:7d"},
		"lama:kemarin":   {Word: "lama:kemarin", Reason: receivables.ReasonDuration, Example: "lama:7d"},
		"baru:kemarin":   {Word: "baru:kemarin", Reason: receivables.ReasonDuration, Example: "baru:2d"},
		"older:14x":      {Word: "older:14x", Reason: receivables.ReasonDuration, Example: "older:14d"},
		"older:99999d":   {Word: "older:99999d", Reason: receivables.ReasonDuration, Example: "older:36500d"},
		"older:0hari":    {Word: "older:0hari", Reason: receivables.ReasonDuration, Example: "older:1hari"},
		"older:0":        {Word: "older:0", Reason: receivables.ReasonDuration, Example: "older:1d"},
		"older:0 hari":   {Word: "older:0 hari", Reason: receivables.ReasonDuration, Example: "older:1hari"},
		"older:1.5d":     {Word: "older:1.5d", Reason: receivables.ReasonDuration, Example: "older:1d"},
		"min:2,5m":       {Word: "min:2,5m", Reason: receivables.ReasonAmount, Example: "min:2,5jt"},
		"minimal:banyak": {Word: "minimal:banyak", Reason: receivables.ReasonAmount, Example: "minimal:100000"},
		"type:xyz":       {Word: "type:xyz", Reason: receivables.ReasonType, Example: "type:invoice"},
		"type:budi":      {Word: "type:budi", Reason: receivables.ReasonType, Example: "type:invoice"},
		"urut:nama": {Word: "urut:nama", Reason: receivables.ReasonSort,
			Example: "urut:terbaru · urut:terlama · urut:terbesar · urut:pelanggan"},
		"sort:smallest": {Word: "sort:smallest", Reason: receivables.ReasonSort,
			Example: "sort:newest · sort:oldest · sort:largest · sort:customer"},
		"lama:7hari older:3d": {Word: "older:3d", Reason: receivables.ReasonDuplicate, Example: "older:3d"},
		"sort:newest urut:baru": {Word: "urut:baru", Reason: receivables.ReasonDuplicate,
			Example: "urut:terbaru · urut:terlama · urut:terbesar · urut:pelanggan"},
		"type:event tipe:zakat": {Word: "tipe:zakat", Reason: receivables.ReasonDuplicate, Example: "tipe:invoice"},
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
		"ani older:7d", `"Ani Wijaya" min:1,5jt`, "“kopi” status:all sort:oldest", "older: 7d", "foo:bar",
		`type:"a b"`, `a"b:c"`, `"+62" min:1jt (812) 345 - "67"`, "10:30", "min:Rp100.000 \u200b\x00",
		`ani,older=7d "#" (min : 5) :x: - "a,max:1"`,
		`Sekar🌸 "a❤️"`, `min:1"8 67`,
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
