// Package phone parses and normalizes phone numbers as people write them, in Indonesia and
// elsewhere.
//
//	phone.Parse("+62 (0)812-0000-1111") // "6281200001111", true
package phone

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

const (
	region  = "ID"
	country = "62"

	maxDigits = 15 // of an E.164 number with its country code
	maxLength = 80 // bytes of a number with all that is written between its digits
)

// Parse returns the digits of a number, beginning with the country code. It accepts existing
// numbers: Indonesian ones in any local form, others with a leading plus or 00. It rejects letters,
// and a plus after a digit, which begins a second number.
func Parse(s string) (number string, ok bool) {
	s = strings.TrimSpace(s)
	foreign := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) && (r < '0' || r > '9') }
	if len(s) > maxLength || strings.ContainsFunc(s, foreign) {
		return "", false
	}
	if plus := strings.LastIndexByte(s, '+'); plus > 0 && Digits(s[:plus]) != "" {
		return "", false
	}
	for _, form := range candidates(Compact(s)) {
		if number, ok := validNumber(form); ok {
			return number, true
		}
	}
	return "", false
}

// Normal returns the digits of a number, beginning with the country code, the same for every way to
// write it. The number need not exist. Without a country code it is taken as Indonesian. Letters
// are ignored.
func Normal(s string) string {
	written := Compact(s)
	for _, form := range candidates(written) {
		if number, ok := validNumber(form); ok {
			return number
		}
	}
	digits := Digits(written)
	if local, ok := Local(written); ok {
		return country + local
	}
	return digits
}

// Local returns the digits of an Indonesian number after its country code or its leading 0, if it
// has either.
func Local(s string) (digits string, ok bool) {
	digits, plus := Digits(s), strings.HasPrefix(Compact(s), "+")
	switch {
	case strings.HasPrefix(digits, "0062"):
		digits = digits[4:]
	case strings.HasPrefix(digits, country) && (plus || len(digits) > 4):
		digits = digits[2:]
	case strings.HasPrefix(digits, "0") && !strings.HasPrefix(digits, "00") && !plus:
	case strings.HasPrefix(digits, "8") && !plus && len(digits) >= 9 && len(digits) <= 12:
	default:
		return "", false
	}
	return strings.TrimPrefix(digits, "0"), true
}

// Digits returns the digits of a text.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// Compact returns the digits of a number with its leading plus.
func Compact(s string) string {
	if strings.HasPrefix(strings.TrimLeft(s, " ("), "+") {
		return "+" + Digits(s)
	}
	return Digits(s)
}

// candidates returns the numbers that can be meant, the likeliest first.
func candidates(written string) []string {
	switch {
	case strings.HasPrefix(written, "00"):
		return []string{written, "+" + written[2:]}
	case strings.HasPrefix(written, country):
		return []string{"+" + written}
	}
	return []string{written}
}

// validNumber returns the digits of an existing number.
func validNumber(written string) (string, bool) {
	if len(written) < 5 || len(written) > 20 {
		return "", false
	}
	n, err := phonenumbers.Parse(written, region)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", false
	}
	number := strings.TrimPrefix(phonenumbers.Format(n, phonenumbers.E164), "+")
	return number, len(number) <= maxDigits // some plans have longer numbers, which E.164 does not have
}
