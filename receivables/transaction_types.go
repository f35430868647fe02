package receivables

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// typeWords are Mayar's types of transactions by what people call them: the words that rows show, in English and Indonesian, and others.
var typeWords = map[string][]string{
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

// typesOf returns Mayar's types that a word or several stand for: those of which it is a name, or a whole word of one, as "membership" is of "membership
// bill". One may be written in the plural, and with spaces, dashes or underscores.
func typesOf(typed string) []string {
	phrase := typePhrase(typed)
	if phrase == "" {
		return nil
	}
	var types []string
	for _, name := range slices.Sorted(maps.Keys(typeWords)) {
		if calledSo(name, phrase) || calledSo(name, strings.TrimSuffix(phrase, "s")) {
			types = append(types, name)
		}
	}
	return types
}

// ofMayar is a type as Mayar names it. Rows show those that came later as they are.
var ofMayar = regexp.MustCompile(`^[a-z0-9]+(?:_[a-z0-9]+)+$`)

// typeOf is Mayar's type that a word stands for or, where it stands for several, the word; empty where no type is called so.
func typeOf(typed string) string {
	types := typesOf(typed)
	switch {
	case len(types) == 1:
		return types[0]
	case len(types) > 1:
		return strings.ReplaceAll(typePhrase(typed), " ", "_")
	case ofMayar.MatchString(typed):
		return typed
	}
	return ""
}

func calledSo(name, phrase string) bool {
	return slices.ContainsFunc(append([]string{name}, typeWords[name]...), func(word string) bool {
		called := typePhrase(word)
		return strings.Contains(" "+called+" ", " "+phrase+" ") || strings.ReplaceAll(called, " ", "") == strings.ReplaceAll(phrase, " ", "")
	})
}

// typePhrase is how two ways to write a type are compared.
func typePhrase(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("_", " ", "-", " ").Replace(normalize(s))), " ")
}
