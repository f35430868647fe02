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

	// disguisedEmail is an e-mail written so that it does not look like one: budi @ gmail.com, budi
	// (at) gmail.com.
	disguisedEmail = regexp.MustCompile(
		`(?i)([^\s@<>(),;:|"“”]+)(?:\s*@\s*|\s*[(\[{]\s*at\s*[)\]}]\s*)([^\s@<>(),;:|"“”]+\.\pL{2,})`,
	)

	// longNumber is a phone number in any spelling: 0812-3456-7890, 0812x3456x7890, WA081234567890,
	// ０８１２ ３４５６ ７８９０.
	longNumber = regexp.MustCompile(`[+(]*\p{Nd}(?:\P{Nd}{0,3}\p{Nd}){7,}`)

	// amount is a number with a dot or comma between the thousands.
	amount = regexp.MustCompile(`^[1-9]\d{0,2}(?:[.,]\d{3})+$`)

	// mobilePrefix is the beginning of a phone number: a plus, a 0, the country code, or none of
	// these.
	mobilePrefix = regexp.MustCompile(`^(?:\+|0[1-9]|0062|62|8[1-9]\d{7,10}$)`)

	// atSigns replaces characters that look like an @.
	atSigns = strings.NewReplacer("＠", "@", "﹫", "@")
)

// maskEmail keeps the first letter and the domain: a•••@example.com. It masks anything but a single
// e-mail as a whole.
func maskEmail(email string) string {
	email = strings.TrimSpace(email)
	if emailLike.FindString(email) != email || email == "" {
		return dots
	}
	local, domain, _ := strings.Cut(email, "@")
	_, size := utf8.DecodeRuneInString(local)
	return local[:size] + "•••@" + domain
}

// maskMobile keeps the first four digits, with the plus of a country code, and the last two:
// 0812••••99, +6281••••99.
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

// maskContact masks the contents of an e-mail field: buyers also type phone numbers there, and in
// front of an @.
func maskContact(email string) string {
	return longNumber.ReplaceAllStringFunc(maskEmail(email), maskMobile)
}

// maskText masks e-mails and phone numbers anywhere in a text. Numbers without a phone number's
// prefix stay: products are named after invoices and dates.
func maskText(s string) string {
	return longNumber.ReplaceAllStringFunc(maskEmails(s), maskMobileWithin)
}

// maskMobileWithin masks a phone number from its first digit; a year or another number may stand
// before it.
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

// looksLikeMobile reports whether a number has the prefix and the length of a phone number.
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

// maskName masks e-mails and all long numbers: people type both as their name, and a name needs
// neither.
func maskName(s string) string {
	return longNumber.ReplaceAllStringFunc(maskEmails(s), maskMobile)
}

func maskEmails(s string) string {
	return emailLike.ReplaceAllStringFunc(disguisedEmail.ReplaceAllString(atSigns.Replace(s), "$1@$2"), maskEmail)
}

// publicQuery returns the words of a filter that a channel may read. If some may be an e-mail or a
// phone number, only plain filters such as older:7d stay, and all is false.
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

// plainFilter is a filter of /unpaid under any of its names. The parser has understood its value,
// so it holds no name.
var plainFilter = regexp.MustCompile(`(?i)^(?:older|lama|newer|baru|min|minimal|minimum|max|maksimal|maximum|` +
	`type|tipe|jenis|status|sort|urut|urutkan):[a-z0-9_.,-]{1,30}$`)

// hasPersonalDigits reports whether the words that are not plain filters have as many digits as a
// phone number.
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
