package receivables

import (
	"maps"
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

func calledSo(name, phrase string) bool {
	return slices.ContainsFunc(append([]string{name}, typeWords[name]...), func(word string) bool {
		called := typePhrase(word)
		return strings.Contains(" "+called+" ", " "+phrase+" ") || strings.ReplaceAll(called, " ", "") == strings.ReplaceAll(phrase, " ", "")
	})
}

// typePhrase is how two ways to write a type are compared.
func typePhrase(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("_", " ", "-", " ").Replace(fold(s))), " ")
}
