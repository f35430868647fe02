package bot

import (
	"strings"
	"unicode"
)

const (
	// marks are what Slack formats with: *bold*, _italic_, ~strike~, `code` and, three times, a block of code.
	marks = "*_~`"

	// beforeWord are the signs behind which a word begins, as a value behind its key.
	beforeWord = `:;,"'([{<`
)

func isMark(r rune) bool { return strings.ContainsRune(marks, r) }

// unmarked takes out the marks of formatting: those in pairs that stand around words, and a backtick left over where a word begins or ends. Inside
// words, as in file_name or a*b, they are letters.
func unmarked(text string) string {
	if !strings.ContainsAny(text, marks) {
		return text
	}
	runes := []rune(text)
	m := marking{text: runes, drop: make([]bool, len(runes)), begins: make([]bool, len(runes)+1), ends: make([]bool, len(runes)+1)}
	m.findEnds()
	m.pair()
	return m.rest()
}

// A marking finds the marks in a text.
type marking struct {
	text   []rune
	drop   []bool // the marks to leave out
	begins []bool // by place: a word can begin there
	ends   []bool // by place: a word can end before it
	open   []opening
}

// An opening is a mark behind which something formatted may begin, and how many other characters came before it.
type opening struct{ at, letters int }

// findEnds finds the places behind which, up to the next space, there are nothing but marks and punctuation. A colon behind a mark ends a key.
func (m *marking) findEnds() {
	end := true
	m.ends[len(m.text)] = true
	for i := len(m.text) - 1; i >= 0; i-- {
		r := m.text[i]
		end = unicode.IsSpace(r) || end && (isMark(r) || unicode.IsPunct(r))
		m.ends[i] = end || r == ':' || isMark(r) && m.ends[i+1]
	}
}

// pair finds what is to be left out.
func (m *marking) pair() {
	letters := 0
	m.begins[0] = true
	for i, r := range m.text {
		opens, closes := m.opens(i), m.closes(i)
		switch {
		case !isMark(r):
			letters++
		case closes && m.close(i, letters):
		case opens:
			m.open = append(m.open, opening{i, letters})
		}
		if r == '`' && (opens || closes) {
			m.drop[i] = true
		}
		m.begins[i+1] = unicode.IsSpace(r) || strings.ContainsRune(beforeWord, r) || isMark(r) && (m.begins[i] || m.drop[i])
	}
}

func (m *marking) opens(i int) bool {
	return m.begins[i] && i+1 < len(m.text) && !unicode.IsSpace(m.text[i+1])
}

func (m *marking) closes(i int) bool {
	return i > 0 && !unicode.IsSpace(m.text[i-1]) && m.ends[i+1]
}

// close finds the mark that the one at i closes, unless there is nothing between them. Those opened in between close nothing any more.
func (m *marking) close(i, letters int) bool {
	for n := len(m.open) - 1; n >= 0; n-- {
		if m.text[m.open[n].at] != m.text[i] || m.open[n].letters == letters {
			continue
		}
		m.drop[m.open[n].at], m.drop[i] = true, true
		m.open = m.open[:n]
		return true
	}
	return false
}

func (m *marking) rest() string {
	var b strings.Builder
	for i, r := range m.text {
		if !m.drop[i] {
			b.WriteRune(r)
		}
	}
	return b.String()
}
