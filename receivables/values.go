package receivables

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	agePattern    = regexp.MustCompile(`^(\d{1,6})([mhdw])$`)
	amountPattern = regexp.MustCompile(`^(?:rp\.?)?(\d{1,15}|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)$`)
	shortPattern  = regexp.MustCompile(`^(?:rp\.?)?(\d{1,6})(?:[.,](\d{1,2}))?(k|rb|ribu|jt|juta)$`)
)

const (
	day = 24 * time.Hour

	// maxAge is far beyond anything that exists.
	maxAge = 100 * 365 * day
)

// parseAge reads a duration above zero in lower case: 30m, 12h, 7d, 2w.
func parseAge(s string) (time.Duration, bool) {
	m := agePattern.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil || n == 0 {
		return 0, false
	}
	unit := map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": day, "w": 7 * day}[m[2]]
	if time.Duration(n) > maxAge/unit {
		return 0, false
	}
	return time.Duration(n) * unit, true
}

// parseAmount reads an amount of rupiah above zero in lower case: 100000, 100.000, rp100.000, 100k, 100rb, 1,5jt.
func parseAmount(s string) (int64, bool) {
	if m := amountPattern.FindStringSubmatch(s); m != nil {
		n, err := strconv.ParseInt(strings.NewReplacer(".", "", ",", "").Replace(m[1]), 10, 64)
		return n, err == nil && n > 0 && n <= maxAmount
	}
	m := shortPattern.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	unit := int64(1_000)
	if strings.HasPrefix(m[3], "j") {
		unit = 1_000_000
	}
	whole, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return 0, false
	}
	// 1,5jt is one and a half million; the zeros make every fraction thousandths.
	fraction, err := strconv.ParseInt((m[2] + "000")[:3], 10, 64)
	if err != nil {
		return 0, false
	}
	n := whole*unit + fraction*unit/1_000
	return n, n > 0 && n <= maxAmount
}
