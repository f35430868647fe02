package receivables

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/mayarbot/mayarbot/phone"
)

var (
	amountPattern = regexp.MustCompile(`^(?:rp\.?|idr)?` +
		`([1-9]\d{0,14}|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3})+)(?:,-|,00)?$`)
	unitAmountPattern = regexp.MustCompile(`^(?:rp\.?|idr)?(\d{1,6})(?:[.,](\d{1,2}))?(k|rb|ribu|jt|juta)$`)
)

// ParseAmount parses an amount of rupiah above zero as people type it.
func ParseAmount(s string) (int64, bool) { return parseAmount(strings.ToLower(strings.TrimSpace(s))) }

// parseAmount parses an amount of rupiah above zero in lower case: 100000, 100.000, rp100.000, "rp
// 100.000,-", 100k, 100rb, 1,5jt.
func parseAmount(s string) (int64, bool) {
	s = strings.ReplaceAll(s, " ", "")
	if m := amountPattern.FindStringSubmatch(s); m != nil {
		n, err := strconv.ParseInt(strings.NewReplacer(".", "", ",", "").Replace(m[1]), 10, 64)
		return n, err == nil && n > 0 && n <= MaxAmount
	}
	m := unitAmountPattern.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	unit := int64(1_000)
	if strings.HasPrefix(m[3], "j") {
		unit = 1_000_000
	}
	whole, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return 0, false
	}
	// 1,5jt is one and a half million; the zeros make every fraction thousandths.
	fraction, err := strconv.ParseInt((m[2] + "000")[:3], 10, 64)
	if err != nil {
		return 0, false
	}
	n := whole*unit + fraction*unit/1_000
	return n, n > 0 && n <= MaxAmount
}

var (
	centsPattern    = regexp.MustCompile(`^(?:rp\.?|idr)?(\d{1,12})[.,]\d{1,2}$`)
	millionsPattern = regexp.MustCompile(`^(?:rp\.?|idr)?(\d{1,6})(?:[.,](\d{1,2}))?m`)
	suffixPattern   = regexp.MustCompile(`[a-z]*$`)
)

// amountExample returns a correct amount for one that is not understood, or else the example.
func amountExample(value, example string) string {
	value = strings.ReplaceAll(value, " ", "")
	if m := millionsPattern.FindStringSubmatch(value); m != nil {
		value = m[1]
		if m[2] != "" {
			value += "," + m[2]
		}
		value += "jt"
	} else if m := centsPattern.FindStringSubmatch(value); m != nil {
		value = m[1]
	} else {
		value = phone.Digits(value) + suffixPattern.FindString(value)
	}
	if _, ok := parseAmount(value); !ok {
		return example
	}
	return value
}

var (
	amountWithoutUnit = regexp.MustCompile(`^(?:(?:rp\.?|idr)\s*)?[\d.,]*$`)
	amountUnit        = regexp.MustCompile(`^[a-z]+$`)
)

// spacedThousands is an amount with spaces between its thousands, as spreadsheets write it.
var spacedThousands = regexp.MustCompile(`^(?:(?:rp\.?|idr)\s*)?[1-9]\d{0,2}(?: \d{3})+$`)

// continuesAmount reports whether a word continues an amount: "Rp 100.000", "1,5 jt", "100 000".
func continuesAmount(before, word string) bool {
	before, word = strings.ToLower(before), strings.ToLower(trimValue(word))
	if spacedThousands.MatchString(before + " " + word) {
		return true
	}
	_, ok := parseAmount(before + word)
	return ok && amountWithoutUnit.MatchString(before) && (phone.Digits(before) == "" || amountUnit.MatchString(word))
}
