package message

import (
	"slices"
	"strings"
	"unicode"
)

// maxSmallTalkWords is the length of the longest small talk, in words.
const maxSmallTalkWords = 6

// smallTalkWords are the words of small talk, in both languages whatever the bot's language is.
var smallTalkWords = wordSet(`halo hallo hello helo hi hai hey hei hoi hola assalamualaikum assalamu alaikum salam
	permisi pagi siang sore malam selamat datang good morning afternoon evening night day
	thanks thank thx tks ty you u terima kasih terimakasih trimakasih makasih makasi trims nuhun matur suwun appreciated
	ok oke okay okey okeh sip siap mantap mantul keren bagus great nice cool perfect awesome good job kerja
	bye dadah sampai jumpa later see ya yes iya yup
	kak kakak min gan bro sis mas mbak pak bu bang bot mayarbot there all everyone team tim semua
	banyak banget sekali so very much a lot ping test tes testing apa kabar how are`)

// helpPhrases are the ways to ask what the bot can do.
var helpPhrases = []string{
	"bantuan", "tolong", "bantu", "menu", "perintah", "commands", "mulai", "start", "info",
	"cara pakai", "bisa apa", "kamu bisa apa", "apa yang bisa kamu lakukan",
	"siapa kamu", "kamu siapa", "who are you", "what can you do", "how does this work", "how do i use this",
}

// IsSmallTalk reports whether a text is only a greeting or thanks, such as "halo", "thanks!" or a
// lone emoji.
func IsSmallTalk(text string) bool {
	words := normalizeWords(text)
	if len(words) > maxSmallTalkWords {
		return false
	}
	return !slices.ContainsFunc(words, func(word string) bool { return !smallTalkWords[word] })
}

// AsksForHelp reports whether a text asks what the bot can do.
func AsksForHelp(text string) bool {
	phrase := strings.Join(normalizeWords(text), " ")
	return slices.ContainsFunc(helpPhrases, func(p string) bool {
		return strings.Join(normalizeWords(p), " ") == phrase
	})
}

// normalizeWords returns the words of a text in lower case without signs and repeated letters:
// "Haloo!!" is "halo".
func normalizeWords(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for i, word := range words {
		words[i] = string(slices.Compact([]rune(word)))
	}
	return words
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range normalizeWords(words) {
		set[word] = true
	}
	return set
}
