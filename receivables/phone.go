package receivables

import (
	"regexp"
	"strings"
)

// phoneSigns are what a phone number is written with, beside spaces.
const phoneSigns = "0123456789+-.()"

// onePhone is an Indonesian number without its punctuation: the whole, or the beginning of one that has the country code.
var onePhone = regexp.MustCompile(`^(\+62\d{1,12}|628\d{2,11}|62[1-9]\d{7,10}|0[1-9]\d{7,11}|8\d{8,11})$`)

// joinPhones makes one word of the words in which a number was typed, as "+62 812 3456 7890": by themselves, most are too short to be looked for.
func joinPhones(words []string) []string {
	var joined []string
	for len(words) > 0 {
		n := 0
		for n < len(words) && strings.Trim(words[n], phoneSigns) == "" {
			n++
		}
		if number := bareNumber(strings.Join(words[:n], "")); n > 1 && onePhone.MatchString(number) {
			joined, words = append(joined, number), words[n:]
			continue
		}
		n = max(n, 1)
		joined, words = append(joined, words[:n]...), words[n:]
	}
	return joined
}

// bareNumber is the digits of a number, and the plus before them.
func bareNumber(s string) string {
	if strings.HasPrefix(strings.TrimLeft(s, "("), "+") {
		return "+" + digits(s)
	}
	return digits(s)
}

// internationalPhone is the digits of an Indonesian number in the one form that 0812…, +62 812… and 812… share. Other text becomes its digits.
func internationalPhone(s string) string {
	d := digits(s)
	switch {
	case strings.HasPrefix(d, "0") && !strings.HasPrefix(d, "00"):
		return "62" + d[1:]
	case strings.HasPrefix(d, "8") && len(d) >= 9 && len(d) <= 12:
		return "62" + d
	}
	return d
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// phoneForms returns how a word may stand in a phone number, if it can be part of one at all: as it is, and with the leading 0 as country code.
func phoneForms(word string) []string {
	const fewest = 4 // Fewer digits are in too many numbers to mean one.
	d := digits(word)
	if len(d) < fewest || strings.Trim(word, phoneSigns+" ") != "" {
		return nil
	}
	if rest, ok := strings.CutPrefix(d, "0"); ok {
		return []string{d, "62" + rest}
	}
	return []string{d}
}
