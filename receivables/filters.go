package receivables

import (
	"strings"
	"time"
)

// filters are the filters by name, in the order in which an error shows them, with an example of the value and the other names they go by.
var filters = []struct {
	name, example string
	also          []string
}{
	{"older", "7d", []string{"lama"}},
	{"newer", "2d", []string{"baru"}},
	{"min", "100000", []string{"minimal", "minimum"}},
	{"max", "500000", []string{"maksimal", "maximum"}},
	{"type", "invoice", []string{"tipe", "jenis"}},
	{"status", "expired", nil},
	{"sort", "newest", []string{"urut", "urutkan"}},
}

// filterNames are the filters by every name.
var filterNames = func() map[string]string {
	names := map[string]string{}
	for _, f := range filters {
		names[f.name] = f.name
		for _, also := range f.also {
			names[also] = f.name
		}
	}
	return names
}()

// longestName is more letters than the name of any filter has.
const longestName = 20

// A choice is a value of a filter by all the words for it, the first of which stand in errors: first those of English, then those of Indonesian.
type choice struct {
	value              string
	english, indonesia []string
}

var sorts = []choice{
	{string(SortNewest), []string{"newest", "new", "latest", "recent"}, []string{"terbaru", "baru"}},
	{string(SortOldest), []string{"oldest", "old"}, []string{"terlama", "lama", "tertua"}},
	{string(SortLargest), []string{"largest", "large", "biggest", "highest"}, []string{"terbesar", "besar", "terbanyak", "tertinggi"}},
	{string(SortCustomer), []string{"customer", "customers", "person"}, []string{"pelanggan", "customer"}},
}

var statuses = []choice{
	{string(StatusExpired), []string{"expired", "lapsed"}, []string{"kedaluwarsa", "kadaluwarsa", "kadaluarsa", "kedaluarsa", "hangus"}},
	{string(StatusPaid), []string{"paid"}, []string{"lunas", "dibayar", "terbayar"}},
	{string(StatusActive), []string{"active", "open", "unpaid"}, []string{"aktif"}},
	{string(StatusAll), []string{"all", "any"}, []string{"semua"}},
}

// chosen is the value that a word stands for, or nothing.
func chosen(choices []choice, word string) string {
	for _, c := range choices {
		for _, words := range [][]string{c.english, c.indonesia} {
			for _, w := range words {
				if w == word {
					return c.value
				}
			}
		}
	}
	return ""
}

// rightChoices are the right forms of a filter, in the language of its name as it was typed.
func rightChoices(typed string, choices []choice) string {
	var forms []string
	for _, c := range choices {
		word := c.english[0]
		if typed != filterNames[typed] {
			word = c.indonesia[0]
		}
		forms = append(forms, typed+":"+word)
	}
	return strings.Join(forms, betweenForms)
}

// betweenForms stands between right forms of which one is to be chosen.
const betweenForms = " · "

// rightForm is a form that is right of what was typed: the same filter under the same name and, where there is one, with the value that was meant.
func rightForm(typed, value string) string {
	switch name := filterNames[typed]; name {
	case "older", "newer":
		return rightAge(name, typed, value)
	case "min", "max":
		return typed + ":" + rightAmount(value, example(name))
	case "sort":
		return rightChoices(typed, sorts)
	case "status":
		return rightChoices(typed, statuses)
	case "type":
		return typed + ":" + example(name)
	}
	forms := make([]string, len(filters))
	for i, f := range filters {
		forms[i] = f.name + ":" + f.example
	}
	return strings.Join(forms, betweenForms)
}

func example(name string) string {
	for _, f := range filters {
		if f.name == name {
			return f.example
		}
	}
	return ""
}

// IsFilter reports whether a word is a filter, as older:7d, with a value that is understood: then it holds nobody's name.
func IsFilter(word string) bool {
	name, value, ok := splitFilter(word)
	if !ok || strings.ContainsAny(word, "\"“”„‟«»＂ ") {
		return false
	}
	return new(Query).set(filterNames[strings.ToLower(name)], strings.ToLower(value), time.Unix(0, 0)) == ""
}
