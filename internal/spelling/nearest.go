// Package spelling finds the name that somebody meant.
package spelling

import (
	"iter"

	"github.com/agnivade/levenshtein"
)

// Nearest returns the name with the fewest changed letters from word, at most most of them, or "".
// Among equals it is the first by the alphabet.
func Nearest(word string, names iter.Seq[string], most int) string {
	best, distance := "", most+1
	for name := range names {
		d := levenshtein.ComputeDistance(word, name)
		if d < distance || d == distance && best != "" && name < best {
			best, distance = name, d
		}
	}
	return best
}
