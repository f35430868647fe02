package bot

import (
	"strings"
	"unicode"
)

const (
	// formattingMarks are what Slack formats with: *bold*, _italic_, ~strike~, `code` and, three times, a block of code.
	formattingMarks = "*_~`"

	// beforeWord are the signs behind which a word begins, as a value behind its key.
	beforeWord = `:;,"'([{<`
)

func isMark(r rune) bool { return strings.ContainsRune(formattingMarks, r) }

// stripMarks takes out the marks of formatting: those in pairs that stand around words, and a backtick left over where a word begins or ends. Inside
// words, as in file_name or a*b, they are letters.
func stripMarks(text string) string {
	if !strings.ContainsAny(text, formattingMarks) {
		return text
	}
	runes := []rune(text)
	m := markScanner{text: runes, remove: make([]bool, len(runes)), wordStart: make([]bool, len(runes)+1), wordEnd: make([]bool, len(runes)+1)}
	m.findEnds()
	m.pair()
	return m.result()
}

// A markScanner finds the marks in a text.
type markScanner struct {
	text      []rune
	remove    []bool // the marks to leave out
	wordStart []bool // by place: a word can begin there
	wordEnd   []bool // by place: a word can end before it
	openMarks []openMark
}

// An openMark is a mark behind which something formatted may begin, and how many other characters came before it.
type openMark struct{ index, letters int }

// findEnds finds the places behind which, up to the next space, there are nothing but marks and punctuation. A colon behind a mark ends a key, and a
// comma one of several values.
func (m *markScanner) findEnds() {
	end := true
	m.wordEnd[len(m.text)] = true
	for i := len(m.text) - 1; i >= 0; i-- {
		r := m.text[i]
		end = unicode.IsSpace(r) || end && (isMark(r) || unicode.IsPunct(r))
		m.wordEnd[i] = end || strings.ContainsRune(":,;", r) || isMark(r) && m.wordEnd[i+1]
	}
}

// pair finds what is to be left out.
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
		m.wordStart[i+1] = unicode.IsSpace(r) || strings.ContainsRune(beforeWord, r) || isMark(r) && (m.wordStart[i] || m.remove[i])
	}
}

func (m *markScanner) opens(i int) bool {
	return m.wordStart[i] && i+1 < len(m.text) && !unicode.IsSpace(m.text[i+1])
}

func (m *markScanner) closes(i int) bool {
	return i > 0 && !unicode.IsSpace(m.text[i-1]) && m.wordEnd[i+1]
}

// close finds the mark that the one at i closes, unless there is nothing between them. Those opened in between close nothing any more.
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
