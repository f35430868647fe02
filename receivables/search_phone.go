package receivables

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mayarbot/mayarbot/phone"
)

// phoneChars are the characters of a phone number, beside spaces.
const phoneChars = "0123456789+-.()/–—‐‑−"

// phonePattern is a number without its punctuation: an Indonesian one in full, or its beginning if
// it has the country code, or a foreign one in full with a plus.
var phonePattern = regexp.MustCompile(`^(\+62\d{1,13}|\+\d{8,15}|00\d{8,15}|` +
	`628\d{2,11}|620\d{8,12}|62[1-9]\d{7,10}|0[1-9]\d{7,11}|8\d{8,11})$`)

// joinPhones joins the words of a phone number, such as "+62 812 3456 7890", to one word. Most of
// these words are too short for a search.
func joinPhones(words []string) []string {
	var joined []string
	for len(words) > 0 {
		n := 0
		for n < len(words) && strings.Trim(words[n], phoneChars) == "" {
			n++
		}
		if number := phone.Compact(strings.Join(words[:n], "")); n > 1 && phonePattern.MatchString(number) {
			joined, words = append(joined, number), words[n:]
			continue
		}
		n = max(n, 1)
		joined, words = append(joined, words[:n]...), words[n:]
	}
	return joined
}

// PhoneVariants returns how a word may stand in a phone number of the mirror: as it is, with the
// country code, and with a 0 after the code, which some people write. It is nil if the word is no
// part of a number.
func PhoneVariants(word string) []string {
	const minDigits = 4 // Fewer digits are in too many numbers to mean one.
	d := phone.Digits(word)
	if len(d) < minDigits || strings.Trim(word, phoneChars+" ") != "" {
		return nil
	}
	variants := []string{d}
	if number, ok := phone.Parse(word); ok && number != d {
		variants = append(variants, number)
	}
	if local, ok := phone.Local(word); ok && local != "" {
		variants = append(variants, "62"+local, "620"+local)
	}
	slices.Sort(variants)
	return slices.Compact(variants)
}
