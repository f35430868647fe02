package message_test

import (
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// A sum of transactions, some of them without an amount, says "at least" everywhere.
func TestIncompleteSumsSayAtLeast(t *testing.T) {
	t.Parallel()
	some, all := receivables.Delta{Count: 3, Amount: 5000, NoAmount: 1}, receivables.Delta{Count: 2, NoAmount: 2}
	list := unpaidPage(1, 1)
	list.Totals = receivables.Totals{Count: 3, Groups: 2, Amount: 5000, NoAmount: 1}
	list.Aging = [4]receivables.Bucket{receivables.Bucket(some), receivables.Bucket(all)}
	list.Rows = []receivables.Row{{Amount: 5000, Count: 3, NoAmount: 1}, {Count: 1, NoAmount: 1}}
	w := english(t)
	digests := w.Digest(message.Digest{Report: digest.Report{
		Page: list.Page, At: list.Now, Since: list.Now.Add(-1), Paid: some, Unknown: all,
	}})
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"list": {jsonText(t, w.Unpaid(list)),
			[]string{"3 unpaid · at least Rp5.000", "*at least Rp5.000* total · 3×", "*amount unknown*"}},
		"shared": {jsonText(t, w.UnpaidShared(list, "U1")),
			[]string{"3 unpaid · at least Rp5.000", "*amount unknown*"}},
		"table": {jsonText(t, digests[0]), []string{
			"3 unpaid · at least Rp5.000", "3 paid (at least Rp5.000)", "(amount unknown)", `"at least Rp5.000 (3×)"`,
			`"amount unknown"`,
		}},
		"plain": {jsonText(t, digests[1]), []string{"at least Rp5.000 total · 3×", "amount unknown"}},
	} {
		for _, want := range tt.want {
			if !strings.Contains(tt.text, want) {
				t.Errorf("%s: no %q in %s", name, want, tt.text)
			}
		}
	}
}
