package message

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const dots = "••••"

var (
	emailLike = regexp.MustCompile(`[^\s@<>(),;:|"“”]+@[^\s@<>(),;:|"“”]+`)

	// disguisedEmail is an e-mail that somebody wrote so that it does not look like one: budi @ gmail.com, budi (at) gmail.com.
	disguisedEmail = regexp.MustCompile(`(?i)([^\s@<>(),;:|"“”]+)(?:\s*@\s*|\s*[(\[{]\s*at\s*[)\]}]\s*)([^\s@<>(),;:|"“”]+\.\pL{2,})`)

	// longNumber is a phone number however it is written: 0812-3456-7890, 0812x3456x7890, WA081234567890, ０８１２ ３４５６ ７８９０.
	longNumber = regexp.MustCompile(`[+(]*\p{Nd}(?:\P{Nd}{0,3}\p{Nd}){7,}`)

	// amount is a number with a dot or comma between the thousands.
	amount = regexp.MustCompile(`^[1-9]\d{0,2}(?:[.,]\d{3})+$`)

	// mobilePrefix is how a phone number begins: with a plus, a 0, the code of the country, or none of these.
	mobilePrefix = regexp.MustCompile(`^(?:\+|0[1-9]|0062|62|8[1-9]\d{7,10}$)`)

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
	return longNumber.ReplaceAllStringFunc(maskEmails(s), maskMobileWithin)
}

// maskMobileWithin masks what is a phone number, from where it begins: a year or another number may stand before it.
func maskMobileWithin(number string) string {
	between := true
	for i, r := range number {
		digit := unicode.IsDigit(r)
		if (digit && between || r == '+') && looksLikeMobile(number[i:]) {
			return number[:i] + maskMobile(number[i:])
		}
		between = !digit
	}
	return number
}

// looksLikeMobile tells whether a number begins as a phone number does, and is as long.
func looksLikeMobile(number string) bool {
	bare := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || r == '+' {
			return r
		}
		return -1
	}, number)
	foreign := strings.ContainsFunc(bare, func(r rune) bool { return r > unicode.MaxASCII })
	return len(bare) >= 8 && !amount.MatchString(number) && (foreign || mobilePrefix.MatchString(bare))
}

// maskName masks e-mails and every long number: people type both as their name, and a name needs no such number.
func maskName(s string) string {
	return longNumber.ReplaceAllStringFunc(maskEmails(s), maskMobile)
}

func maskEmails(s string) string {
	return emailLike.ReplaceAllStringFunc(disguisedEmail.ReplaceAllString(atSigns.Replace(s), "$1@$2"), maskEmail)
}

// publicQuery are the words of a filter that a channel may read. Where some look like an e-mail or a phone number, only plain filters such as
// older:7d stay, and all is false.
func publicQuery(words string) (public string, all bool) {
	if !strings.Contains(atSigns.Replace(words), "@") && maskEmails(words) == words && !hasPersonalDigits(words) {
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

// hasPersonalDigits tells whether a word that is not a plain filter has as many digits as a phone number could.
func hasPersonalDigits(words string) bool {
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
