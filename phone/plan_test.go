package phone

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

var update = flag.Bool("update", false, "write plans.txt")

const notice = "# Numbering plans, out of the metadata of Google's libphonenumber, " +
	"https://www.apache.org/licenses/LICENSE-2.0. go test ./phone -update writes them.\n"

// The table is that of the library's version in go.mod.
func TestPlansAreThoseOfTheLibrary(t *testing.T) {
	want := libraryPlans(t)
	if *update {
		if err := os.WriteFile("plans.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if plansText != want {
		t.Error("plans.txt is of another version of the library: go test ./phone -update")
	}
}

func libraryPlans(t *testing.T) string {
	t.Helper()
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString(notice)
	for code := range 1000 {
		for _, region := range phonenumbers.GetRegionCodesForCountryCode(code) {
			i := slices.IndexFunc(all.Metadata, func(m *phonenumbers.PhoneMetadata) bool {
				return m.GetId() == region && int(m.GetCountryCode()) == code
			})
			fmt.Fprintln(&table, strings.Join(planColumns(all.Metadata[i]), "\t"))
		}
	}
	return table.String()
}

func planColumns(m *phonenumbers.PhoneMetadata) []string {
	columns := []string{
		fmt.Sprint(m.GetCountryCode()), m.GetNationalPrefixForParsing(), m.GetNationalPrefixTransformRule(),
		m.GetLeadingDigits(), numbersColumn(m.GeneralDesc),
	}
	for i, kind := range kindsOf(m) {
		column, pattern := numbersColumn(kind), kind.GetNationalNumberPattern()
		if pattern == "" || pattern == "NA" {
			column = ""
		}
		// Mobiles and fixed lines have their places.
		if i < 2 || column != "" && !slices.Contains(columns[5:], column) {
			columns = append(columns, column)
		}
	}
	return columns
}

func kindsOf(m *phonenumbers.PhoneMetadata) []*phonenumbers.PhoneNumberDesc {
	return []*phonenumbers.PhoneNumberDesc{m.Mobile, m.FixedLine, m.TollFree, m.PremiumRate, m.SharedCost,
		m.PersonalNumber, m.Voip, m.Pager, m.Uan, m.Voicemail}
}

func numbersColumn(d *phonenumbers.PhoneNumberDesc) string {
	return writtenLengths(d.GetPossibleLength()) + " " + d.GetNationalNumberPattern()
}

func writtenLengths(l []int32) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(l), " ", ","), "[]")
}

// Numbers exist when the library says so: examples of each territory and kind, as they are written,
// and with some digits changed.
func TestNumbersAreThoseOfTheLibrary(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	valid, invalid := 0, 0
	for _, written := range writtenExamples(t) {
		for range 5 {
			want, wantOK := byLibrary(written)
			if got, ok := validNumber(written); got != want || ok != wantOK {
				t.Fatalf("%s: got %q, %t, but the library has %q, %t", written, got, ok, want, wantOK)
			}
			international := strings.HasPrefix(written, "+")
			if _, mobile := Mobile(written); wantOK && international && mobile != mobileByLibrary(want) {
				t.Fatalf("%s: mobile %t, but not at the library", written, mobile)
			}
			if wantOK {
				valid++
			} else {
				invalid++
			}
			written = mutated(random, written)
		}
	}
	if valid < 5_000 || invalid < 3_000 {
		t.Errorf("%d numbers were valid, %d not", valid, invalid)
	}
}

func FuzzValidNumber(f *testing.F) {
	for _, written := range writtenExamples(f)[:100] {
		f.Add(written)
	}
	f.Fuzz(func(t *testing.T, written string) {
		written = Compact(written)
		if strings.HasPrefix(written, "62") || strings.HasPrefix(written, "+0") {
			t.Skip("never asked for, or with a plus before a prefix")
		}
		want, wantOK := byLibrary(written)
		if got, ok := validNumber(written); got != want || ok != wantOK {
			t.Errorf("%s: got %q, %t, but the library has %q, %t", written, got, ok, want, wantOK)
		}
	})
}

func writtenExamples(t testing.TB) (written []string) {
	t.Helper()
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all.Metadata {
		code := fmt.Sprint(m.GetCountryCode())
		for _, kind := range append(kindsOf(m), m.GeneralDesc) {
			example := kind.GetExampleNumber()
			written = append(written, "+"+code+example, "+"+code+m.GetNationalPrefix()+example, "008"+code+example)
			if code == country {
				written = append(written, example, "0"+example)
			}
		}
	}
	return written
}

// mutated changes, adds or removes a digit behind the first three.
func mutated(random *rand.Rand, written string) string {
	if len(written) < 5 {
		return written
	}
	at, digit := 3+random.IntN(len(written)-3), string(rune('0'+random.IntN(10)))
	return written[:at] + []string{"", digit, digit + digit}[random.IntN(3)] + written[at+1:]
}

func byLibrary(written string) (string, bool) {
	n, err := phonenumbers.Parse(written, "ID")
	if len(written) < 5 || len(written) > 20 || err != nil || !phonenumbers.IsValidNumber(n) {
		return "", false
	}
	number := strings.TrimPrefix(phonenumbers.Format(n, phonenumbers.E164), "+")
	return number, len(number) <= maxDigits
}

func mobileByLibrary(number string) bool {
	n, err := phonenumbers.Parse("+"+number, "ID")
	kind := phonenumbers.GetNumberType(n)
	return err == nil && (kind == phonenumbers.MOBILE || kind == phonenumbers.FIXED_LINE_OR_MOBILE)
}
