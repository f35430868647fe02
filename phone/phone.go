// Package phone knows how people write phone numbers, in Indonesia and elsewhere, and what they
// have in common.
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

	maxLength = 80 // bytes of a number with all that is written between its digits
)

// Parse returns the digits of a number from the code of its country on. It accepts numbers that
// exist: of Indonesia in any way they are written there, of other countries with a plus, or 00,
// before them. A plus behind a digit begins a second number, and letters are no part of one.
func Parse(s string) (number string, ok bool) {
	s = strings.TrimSpace(s)
	foreign := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) && (r < '0' || r > '9') }
	if len(s) > maxLength || strings.ContainsFunc(s, foreign) {
		return "", false
	}
	if plus := strings.LastIndexByte(s, '+'); plus > 0 && Digits(s[:plus]) != "" {
		return "", false
	}
	for _, form := range forms(Compact(s)) {
		if number, ok := existing(form); ok {
			return number, true
		}
	}
	return "", false
}

// Normal returns what the ways to write one number have in common, also where no such number
// exists: its digits from the code of the country on. What has no code is taken for an Indonesian
// number. Letters do not count.
func Normal(s string) string {
	written := Compact(s)
	for _, form := range forms(written) {
		if number, ok := existing(form); ok {
			return number
		}
	}
	digits := Digits(written)
	if local, ok := Local(written); ok {
		return country + local
	}
	return digits
}

// Local returns the digits of an Indonesian number behind its country code or its leading 0, if it
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

// Digits are the digits of a text.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// bare is the digits of a number, and the plus before them.
func Compact(s string) string {
	if strings.HasPrefix(strings.TrimLeft(s, " ("), "+") {
		return "+" + Digits(s)
	}
	return Digits(s)
}

// forms are how a number can be meant, the likeliest first.
func forms(written string) []string {
	switch {
	case strings.HasPrefix(written, "00"):
		return []string{written, "+" + written[2:]}
	case strings.HasPrefix(written, country):
		return []string{"+" + written}
	}
	return []string{written}
}

// existing returns the digits of a number that exists.
func existing(written string) (string, bool) {
	if len(written) < 5 || len(written) > 20 {
		return "", false
	}
	n, err := phonenumbers.Parse(written, region)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", false
	}
	return strings.TrimPrefix(phonenumbers.Format(n, phonenumbers.E164), "+"), true
}
