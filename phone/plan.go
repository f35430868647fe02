package phone

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// plansText has a line for each territory: the columns that parsePlan reads, with tabs between
// them. The first territory of a country code is the one whose national prefix counts. The test
// writes it from the metadata of libphonenumber, which the program itself would have to unpack at
// each start.
//
//go:embed plans.txt
var plansText string

// minNational and maxNational are how many digits a number has after its country code.
const minNational, maxNational = 2, 17

// A plan is the numbering plan of a territory.
type plan struct {
	prefix    *regexp.Regexp // what is dialled before a national number; nil for nothing
	transform string         // what replaces the prefix, if its last group has matched
	leading   *regexp.Regexp // how its numbers begin, where several territories share a code
	general   numbers        // all numbers of the territory
	kinds     []numbers      // those of mobiles, of fixed lines, then all others
}

// numbers are those that have one of the lengths, if any is given, and match the pattern.
type numbers struct {
	lengths lengths
	pattern *regexp.Regexp
}

// lengths has the bit of each length.
type lengths uint32

func (l lengths) has(n int) bool { return l>>n&1 == 1 }

// plansOfCode caches the plans of each country code that was asked for.
var plansOfCode sync.Map

// plansOf returns the plans of a country code, none for one that does not exist.
func plansOf(code string) []plan {
	if cached, ok := plansOfCode.Load(code); ok {
		return cached.([]plan)
	}
	var plans []plan
	for line := range strings.Lines(plansText) {
		if columns, ok := strings.CutPrefix(line, code+"\t"); ok {
			plans = append(plans, parsePlan(strings.Split(strings.TrimSuffix(columns, "\n"), "\t")))
		}
	}
	if len(plans) > 0 {
		plansOfCode.Store(code, plans)
	}
	return plans
}

func parsePlan(columns []string) plan {
	p := plan{transform: columns[1], general: parseNumbers(columns[3])}
	if columns[0] != "" {
		p.prefix = regexp.MustCompile("^(?:" + columns[0] + ")")
	}
	if columns[2] != "" {
		p.leading = regexp.MustCompile("^(?:" + columns[2] + ")")
	}
	for _, column := range columns[4:] {
		p.kinds = append(p.kinds, parseNumbers(column))
	}
	return p
}

// parseNumbers reads "7,8 PATTERN", or nothing for no numbers.
func parseNumbers(column string) numbers {
	if column == "" {
		return numbers{}
	}
	written, pattern, _ := strings.Cut(column, " ")
	return numbers{parseLengths(written), regexp.MustCompile("^(?:" + pattern + ")$")}
}

func parseLengths(written string) (l lengths) {
	for length := range strings.SplitSeq(written, ",") {
		if n, err := strconv.Atoi(length); err == nil {
			l |= 1 << n
		}
	}
	return l
}

func (n numbers) have(number string) bool {
	return n.pattern != nil && (n.lengths == 0 || n.lengths.has(len(number))) && n.pattern.MatchString(number)
}

// has reports whether the national number exists.
func (p plan) has(number string) bool {
	if !p.general.have(number) {
		return false
	}
	return slices.ContainsFunc(p.kinds, func(kind numbers) bool { return kind.have(number) })
}

// isMobile reports whether an existing number is a mobile's, or may be one where mobiles and fixed
// lines look the same.
func (p plan) isMobile(number string) bool {
	mobile, others := p.kinds[0], p.kinds[2:]
	special := slices.ContainsFunc(others, func(kind numbers) bool { return kind.have(number) })
	return mobile.have(number) && !special
}

// withoutPrefix removes the national prefix, unless what is left has no length of a whole number.
func (p plan) withoutPrefix(number string) string {
	left := p.cutPrefix(number)
	tooLong := 1<<len(left) > p.general.lengths
	if p.general.lengths.has(len(left)) || tooLong {
		return left
	}
	return number
}

func (p plan) cutPrefix(number string) string {
	if p.prefix == nil {
		return number
	}
	groups := p.prefix.FindStringSubmatchIndex(number)
	if groups == nil {
		return number
	}
	left := number[groups[1]:]
	if p.transform != "" && groups[len(groups)-2] >= 0 {
		left = p.prefix.ReplaceAllString(number, p.transform)
	}
	if p.general.pattern.MatchString(number) && !p.general.pattern.MatchString(left) {
		return number
	}
	return left
}

// find returns the territory of a country code that has the national number.
func find(plans []plan, number string) (territory plan, ok bool) {
	if len(plans) == 1 {
		return plans[0], plans[0].has(number)
	}
	for _, p := range plans {
		if p.leading != nil && p.leading.MatchString(number) {
			return p, p.has(number)
		}
		if p.leading == nil && p.has(number) {
			return p, true
		}
	}
	return plan{}, false
}

// cutCode splits an international number. The code is empty if there is no such country.
func cutCode(digits string) (code, number string) {
	for n := 1; n <= 3 && n <= len(digits); n++ {
		if len(plansOf(digits[:n])) > 0 {
			return digits[:n], digits[n:]
		}
	}
	return "", ""
}
