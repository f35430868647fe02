package receivables

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// typeNames are the names of Mayar's types: those that rows show in English and Indonesian, and
// others that people use.
var typeNames = map[string][]string{
	"audiobook":            {"audiobook", "audio book", "buku audio"},
	"bundling":             {"bundle", "bundling", "paket"},
	"child":                {"product", "produk"},
	"coaching":             {"coaching", "bimbingan"},
	"cohort_based":         {"cohort course", "kelas cohort"},
	"course":               {"course", "online course", "kelas online", "kursus"},
	"credit_usage_product": {"credit product", "produk kredit"},
	"digital_product":      {"digital product", "produk digital"},
	"ebook":                {"e-book", "buku"},
	"event":                {"event", "acara"},
	"fundraising":          {"fundraising", "penggalangan dana", "donation", "donasi"},
	"generic_link":         {"payment link", "link pembayaran"},
	"invoice":              {"invoice", "bill", "tagihan", "faktur"},
	"membership":           {"membership", "keanggotaan"},
	"membership_payment":   {"membership bill", "tagihan membership", "tagihan keanggotaan"},
	"payme":                {"PayMe"},
	"payment_request":      {"payment request", "penagihan", "permintaan pembayaran", "tagihan"},
	"physical_product":     {"physical product", "produk fisik", "barang"},
	"podcast":              {"podcast"},
	"saas":                 {"software licence", "lisensi software", "software license"},
	"support":              {"support", "dukungan"},
	"webinar":              {"webinar"},
	"zakat":                {"zakat"},
}

// typesNamed returns Mayar's types with a name. A whole word of a name is enough, as "membership"
// for "membership bill". It may be a plural, with spaces, dashes or underscores.
func typesNamed(typed string) []string {
	phrase := normalizeTypeName(typed)
	if phrase == "" {
		return nil
	}
	var types []string
	for _, name := range slices.Sorted(maps.Keys(typeNames)) {
		if hasName(name, phrase) || hasName(name, strings.TrimSuffix(phrase, "s")) {
			types = append(types, name)
		}
	}
	return types
}

// mayarType is the form of a type of Mayar's. Rows show types that are missing in typeNames as they
// are.
var mayarType = regexp.MustCompile(`^[a-z0-9]+(?:_[a-z0-9]+)+$`)

// parseType returns Mayar's type for a name; if several types have the name, it returns the name,
// and if none has it, "".
func parseType(typed string) string {
	types := typesNamed(typed)
	switch {
	case len(types) == 1:
		return types[0]
	case len(types) > 1:
		return strings.ReplaceAll(normalizeTypeName(typed), " ", "_")
	case mayarType.MatchString(typed):
		return typed
	}
	return ""
}

func hasName(name, phrase string) bool {
	return slices.ContainsFunc(append([]string{name}, typeNames[name]...), func(word string) bool {
		normalized := normalizeTypeName(word)
		return strings.Contains(" "+normalized+" ", " "+phrase+" ") ||
			strings.ReplaceAll(normalized, " ", "") == strings.ReplaceAll(phrase, " ", "")
	})
}

// normalizeTypeName makes different spellings of a type equal.
func normalizeTypeName(s string) string {
	spaced := strings.NewReplacer("_", " ", "-", " ").Replace(Normalize(s))
	return strings.Join(strings.Fields(spaced), " ")
}
