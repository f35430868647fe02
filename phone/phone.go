// Package phone parses and normalizes phone numbers as people write them, in Indonesia and
// elsewhere.
//
//	phone.Parse("+62 (0)812-0000-1111") // "6281200001111", true
package phone

import (
	"strings"
	"unicode"
)

const (
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

// Mobile is Parse for numbers of mobile phones, and for those that may be one in countries where
// nobody can tell.
func Mobile(s string) (number string, ok bool) {
	number, ok = Parse(s)
	if !ok {
		return "", false
	}
	code, national := cutCode(number)
	territory, ok := find(plansOf(code), national)
	return number, ok && territory.isMobile(national)
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
	code, number := split(written)
	plans := plansOf(code)
	if len(plans) == 0 || len(number) < minNational {
		return "", false
	}
	number = plans[0].withoutPrefix(number)
	if len(number) < minNational || len(number) > maxNational {
		return "", false
	}
	if _, ok := find(plans, number); !ok {
		return "", false
	}
	number = code + number
	return number, len(number) <= maxDigits // some plans have longer numbers, which E.164 does not have
}

// split returns the country code, or "", and the rest of a number. Without a plus it is
// Indonesian, unless it begins with 008 or 009, with which one dials abroad from there.
func split(written string) (code, number string) {
	digits, plus := strings.CutPrefix(written, "+")
	if plus {
		return cutCode(digits)
	}
	if abroad, ok := strings.CutPrefix(digits, "00"); ok && (abroad[0] == '8' || abroad[0] == '9') && abroad[1] != '0' {
		return cutCode(abroad[1:])
	}
	return country, digits
}
