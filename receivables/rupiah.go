package receivables

import (
	"strconv"
	"strings"
)

// Rupiah formats an amount of rupiah as Indonesians do: Rp104.930, -Rp500, Rp0.
func Rupiah(amount int64) string {
	digits := strconv.FormatInt(amount, 10)
	if rest, negative := strings.CutPrefix(digits, "-"); negative {
		return "-Rp" + GroupThousands(rest, ".")
	}
	return "Rp" + GroupThousands(digits, ".")
}

// GroupThousands puts a separator between thousands.
func GroupThousands(digits, separator string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(d)
	}
	return b.String()
}
