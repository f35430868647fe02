package main

import (
	"strings"
	"testing"
)

// Searches find what people type, however Slack rewrites it.
func TestTypedWordsAreFound(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	for command, wants := range map[string][]string{
		"/unpaid tokoani.com":                       {"Tokoani.com"},
		"/unpaid *tokoani.com*":                     {"Tokoani.com"},
		"/unpaid sekar 🌸":                           {"Sekar 🌸 Florist"},
		"/unpaid _sekar_ :cherry_blossom:":          {"Sekar 🌸 Florist"},
		"/unpaid `sekar`":                           {"Sekar 🌸 Florist"},
		"/unpaid ~sekar~\u202Fflorist":              {"Sekar 🌸 Florist"},
		"/unpaid `type:invoice min:1000`":           {"unpaid"},
		"/unpaid `lama:7hari`":                      {"unpaid"},
		"/unpaid urut:terbesar":                     {"278 unpaid"},
		"/unpaid type:xyz":                          {"is no type of transaction", "payment request"},
		"/unpaid help":                              {"What I can do", "phone numbers in any spelling"},
		"/unpaid ?":                                 {"What I can do"},
		"/checkout help":                            {"What I can do", "nama:"},
		"/digest daily 09:00 filter `older:99999d`": {"older:36500d"},
	} {
		r.expectAnswer(command, wants...)
		if got := r.lastText(); strings.Contains(got, "Nothing matches") {
			t.Errorf("%s: %s", command, got)
		}
	}
}

// A filter that was copied from the help works without its formatting marks.
func TestFilterWithFormattingMarks(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	r.expectAnswer("/digest daily 09:00 filter `older:7d` *sekar* 🌸", "older:7d sekar 🌸")
}

// The same person in two spellings within a minute gets the same links, which show what was typed.
func TestOnePersonInTwoSpellings(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	product := r.membershipProduct().ID
	r.expectAnswer(
		"/checkout "+product+" name:Tokoani.com email:`ani@example.com` mobile:0812-0000-1111,",
		"immutable=",
		"Tokoani.com",
		"6281200001111",
	)
	if got := r.lastText(); strings.Contains(got, "http://Tokoani.com") {
		t.Errorf("made out to the link: %s", got)
	}
	for _, mobile := range []string{"+62 812 0000 1111", "+62 (0)812-0000-1111", "0812 0000 1111"} {
		r.expectAnswer("/checkout "+product+" name:*Tokoani.com* email:ani@example.com mobile:"+mobile,
			"immutable=", "same links")
	}
}
