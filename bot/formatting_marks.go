package bot

import (
	"strings"
	"unicode"
)

const (
	// formattingMarks are Slack's: *bold*, _italic_, ~strike~, `code` and, three times, a block of
	// code.
	formattingMarks = "*_~`"

	// beforeWord are the signs that a word may follow, as a value follows its key.
	beforeWord = `:;,"'([{<`
)

func isMark(r rune) bool { return strings.ContainsRune(formattingMarks, r) }

// stripMarks removes formatting marks: pairs around words, and a single backtick where a word
// begins or ends. Inside words, as in file_name or a*b, they are letters.
func stripMarks(text string) string {
	if !strings.ContainsAny(text, formattingMarks) {
		return text
	}
	runes := []rune(text)
	m := markScanner{
		text: runes, remove: make([]bool, len(runes)),
		wordStart: make([]bool, len(runes)+1), wordEnd: make([]bool, len(runes)+1),
	}
	m.findEnds()
	m.pair()
	return m.result()
}

// A markScanner finds the marks in a text.
type markScanner struct {
	text      []rune
	remove    []bool // the marks to remove
	wordStart []bool // by place: a word can begin there
	wordEnd   []bool // by place: a word can end before it
	openMarks []openMark
}

// An openMark is a mark that may open a pair, with the number of other characters before it.
type openMark struct{ index, letters int }

// findEnds finds the positions that are followed, up to the next space, by marks and punctuation
// only. A colon after a mark ends a key.
func (m *markScanner) findEnds() {
	end := true
	m.wordEnd[len(m.text)] = true
	for i := len(m.text) - 1; i >= 0; i-- {
		r := m.text[i]
		end = unicode.IsSpace(r) || end && (isMark(r) || unicode.IsPunct(r))
		m.wordEnd[i] = end || strings.ContainsRune(":,;", r) || isMark(r) && m.wordEnd[i+1]
	}
}

// pair finds the marks to remove.
func (m *markScanner) pair() {
	letters := 0
	m.wordStart[0] = true
	for i, r := range m.text {
		opens, closes := m.opens(i), m.closes(i)
		switch {
		case !isMark(r):
			letters++
		case closes && m.close(i, letters):
		case opens:
			m.openMarks = append(m.openMarks, openMark{i, letters})
		}
		if r == '`' && (opens || closes) {
			m.remove[i] = true
		}
		m.wordStart[i+1] = unicode.IsSpace(r) || strings.ContainsRune(beforeWord, r) ||
			isMark(r) && (m.wordStart[i] || m.remove[i])
	}
}

func (m *markScanner) opens(i int) bool {
	return m.wordStart[i] && i+1 < len(m.text) && !unicode.IsSpace(m.text[i+1])
}

func (m *markScanner) closes(i int) bool {
	return i > 0 && !unicode.IsSpace(m.text[i-1]) && m.wordEnd[i+1]
}

// close finds the mark that the one at i closes, unless the pair would be empty. Marks opened in
// between then close nothing.
func (m *markScanner) close(i, letters int) bool {
	for n := len(m.openMarks) - 1; n >= 0; n-- {
		if m.text[m.openMarks[n].index] != m.text[i] || m.openMarks[n].letters == letters {
			continue
		}
		m.remove[m.openMarks[n].index], m.remove[i] = true, true
		m.openMarks = m.openMarks[:n]
		return true
	}
	return false
}

func (m *markScanner) result() string {
	var b strings.Builder
	for i, r := range m.text {
		if !m.remove[i] {
			b.WriteRune(r)
		}
	}
	return b.String()
}
