package receivables

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mayarbot/mayarbot/phone"
)

// phoneSigns are what a phone number is written with, beside spaces.
const phoneSigns = "0123456789+-.()/–—‐‑−"

// onePhone is a number without its punctuation: of Indonesia the whole, or the beginning of one that has the country code; of another country the whole
// with a plus.
var onePhone = regexp.MustCompile(`^(\+62\d{1,13}|\+\d{8,15}|00\d{8,15}|628\d{2,11}|620\d{8,12}|62[1-9]\d{7,10}|0[1-9]\d{7,11}|8\d{8,11})$`)

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
		return "+" + phone.Digits(s)
	}
	return phone.Digits(s)
}

// phoneForms returns how a word may stand in a phone number, if it can be part of one at all: as it is, with the country code, and with a 0 behind that, as
// numbers were kept that somebody wrote so.
func phoneForms(word string) []string {
	const fewest = 4 // Fewer digits are in too many numbers to mean one.
	d := phone.Digits(word)
	if len(d) < fewest || strings.Trim(word, phoneSigns+" ") != "" {
		return nil
	}
	forms := []string{d}
	if number, ok := phone.Parse(word); ok && number != d {
		forms = append(forms, number)
	}
	if local, ok := phone.Local(word); ok && local != "" {
		forms = append(forms, "62"+local, "620"+local)
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}
