package receivables

import (
	"slices"
	"strings"
	"time"
)

// filters are the filters in the order in which an error shows them, each with an example of its
// value and its other names.
var filters = []struct {
	name, example string
	aliases       []string
}{
	{"older", "7d", []string{"lama"}},
	{"newer", "2d", []string{"baru"}},
	{"min", "100000", []string{"minimal", "minimum"}},
	{"max", "500000", []string{"maksimal", "maximum"}},
	{"type", "invoice", []string{"tipe", "jenis"}},
	{"status", "expired", nil},
	{"sort", "newest", []string{"urut", "urutkan"}},
}

// filterNames maps every name of a filter to its main name.
var filterNames = func() map[string]string {
	names := map[string]string{}
	for _, f := range filters {
		names[f.name] = f.name
		for _, alias := range f.aliases {
			names[alias] = f.name
		}
	}
	return names
}()

// maxNameLen is longer than every name of a filter.
const maxNameLen = 20

// A choice is one value of a filter with its words. Errors show the first word of each language.
type choice struct {
	value               string
	english, indonesian []string
}

var sorts = []choice{
	{string(SortNewest), []string{"newest", "new", "latest", "recent"}, []string{"terbaru", "baru"}},
	{string(SortOldest), []string{"oldest", "old"}, []string{"terlama", "lama", "tertua"}},
	{
		string(SortLargest),
		[]string{"largest", "large", "biggest", "highest"}, []string{"terbesar", "besar", "terbanyak", "tertinggi"},
	},
	{string(SortCustomer), []string{"customer", "customers", "person"}, []string{"pelanggan", "customer"}},
}

var statuses = []choice{
	{
		string(StatusExpired),
		[]string{"expired", "lapsed"}, []string{"kedaluwarsa", "kadaluwarsa", "kadaluarsa", "kedaluarsa", "hangus"},
	},
	{string(StatusPaid), []string{"paid"}, []string{"lunas", "dibayar", "terbayar"}},
	{string(StatusActive), []string{"active", "open", "unpaid"}, []string{"aktif"}},
	{string(StatusAll), []string{"all", "any"}, []string{"semua"}},
}

// parseChoice returns the value of a word, or "" if no choice has the word.
func parseChoice(choices []choice, word string) string {
	for _, c := range choices {
		if slices.Contains(c.english, word) || slices.Contains(c.indonesian, word) {
			return c.value
		}
	}
	return ""
}

// choiceExamples returns all values of a filter, in the language of the name that was typed.
func choiceExamples(typed string, choices []choice) string {
	var examples []string
	for _, c := range choices {
		word := c.english[0]
		if typed != filterNames[typed] {
			word = c.indonesian[0]
		}
		examples = append(examples, typed+":"+word)
	}
	return strings.Join(examples, exampleSeparator)
}

// exampleSeparator separates examples of which the reader takes one.
const exampleSeparator = " · "

// exampleFor returns a correct filter for what was typed: with the same name and, where the value
// can be guessed, that value.
func exampleFor(typed, value string) string {
	switch name := filterNames[typed]; name {
	case "older", "newer":
		return ageExample(name, typed, value)
	case "min", "max":
		return typed + ":" + amountExample(value, defaultExample(name))
	case "sort":
		return choiceExamples(typed, sorts)
	case "status":
		return choiceExamples(typed, statuses)
	case "type":
		return typed + ":" + defaultExample(name)
	}
	examples := make([]string, len(filters))
	for i, f := range filters {
		examples[i] = f.name + ":" + f.example
	}
	return strings.Join(examples, exampleSeparator)
}

func defaultExample(name string) string {
	for _, f := range filters {
		if f.name == name {
			return f.example
		}
	}
	return ""
}

// IsFilter reports whether a word is a filter with a valid value, such as older:7d. Such a word
// contains nobody's name.
func IsFilter(word string) bool {
	name, value, ok := splitFilter(word)
	if !ok || strings.ContainsAny(word, "\"“”„‟«»＂ ") {
		return false
	}
	return new(Query).applyFilter(filterNames[strings.ToLower(name)], strings.ToLower(value), time.Unix(0, 0)) == ""
}
