package message

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const dots = "••••"

var (
	emailLike  = regexp.MustCompile(`[^\s@<>(),;:|"“”]+@[^\s@<>(),;:|"“”]+`)
	mobileLike = regexp.MustCompile(`(?:\+|\b0|\b62)[\d\s().-]{6,}\d`)

	// longNumber is a phone number however it is written: 0812-3456-7890, WA081234567890, ０８１２ ３４５６ ７８９０.
	longNumber = regexp.MustCompile(`[+(]*\p{Nd}(?:[^\p{L}\p{Nd}]{0,3}\p{Nd}){7,}`)

	// atSigns makes of each sign that is read as an @ the one that is.
	atSigns = strings.NewReplacer("＠", "@", "﹫", "@")
)

// maskEmail keeps the first letter and the domain: a•••@example.com. What is not an e-mail and nothing else is masked as a whole.
func maskEmail(email string) string {
	email = strings.TrimSpace(email)
	if emailLike.FindString(email) != email || email == "" {
		return dots
	}
	local, domain, _ := strings.Cut(email, "@")
	_, size := utf8.DecodeRuneInString(local)
	return local[:size] + "•••@" + domain
}

// maskMobile keeps four digits at the beginning, with the plus of a country's code, and two at the end: 0812••••99, +6281••••99.
func maskMobile(mobile string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, mobile)
	if len(digits) < 8 {
		return dots
	}
	plus := ""
	if strings.HasPrefix(strings.TrimLeft(mobile, " ("), "+") {
		plus = "+"
	}
	return plus + digits[:4] + dots + digits[len(digits)-2:]
}

// maskContact masks what stands where an e-mail should: buyers type phone numbers there, too, and in front of an @.
func maskContact(email string) string {
	return longNumber.ReplaceAllStringFunc(maskEmail(email), maskMobile)
}

// maskText masks e-mails and phone numbers wherever they stand in a text. Numbers that do not begin as a phone number does stay: products are named
// after invoices and dates.
func maskText(s string) string {
	return mobileLike.ReplaceAllStringFunc(maskEmails(s), maskMobile)
}

// maskName masks e-mails and every long number: people type both as their name, and a name needs no such number.
func maskName(s string) string {
	return longNumber.ReplaceAllStringFunc(maskEmails(s), maskMobile)
}

func maskEmails(s string) string {
	return emailLike.ReplaceAllStringFunc(atSigns.Replace(s), maskEmail)
}

// publicWords are the words of a filter that a channel may read. Where some look like an e-mail or a phone number, only plain filters such as
// older:7d stay, and all is false.
func publicWords(words string) (public string, all bool) {
	if !strings.Contains(atSigns.Replace(words), "@") && !personalDigits(words) {
		return words, true
	}
	var kept []string
	for _, word := range strings.Fields(words) {
		if plainFilter.MatchString(word) {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " "), false
}

// plainFilter is a filter of /unpaid under each of its names. What it holds has been understood, so it is no name.
var plainFilter = regexp.MustCompile(`(?i)^(?:older|lama|newer|baru|min|minimal|minimum|max|maksimal|maximum|type|tipe|jenis|status|sort|urut|urutkan):[a-z0-9_.,-]{1,30}$`)

// personalDigits tells whether a word that is not a plain filter has as many digits as a phone number could.
func personalDigits(words string) bool {
	count := 0
	for _, word := range strings.Fields(words) {
		if plainFilter.MatchString(word) {
			continue
		}
		for _, r := range word {
			if unicode.IsDigit(r) {
				count++
			}
		}
	}
	return count >= 6
}
