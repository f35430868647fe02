package message

import (
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/slack-go/slack"
)

func (w *Writer) Unpaid(v Unpaid) blockkit.Message                        { return blockkit.Message{} }
func (w *Writer) UnpaidShared(v Unpaid, byUserID string) blockkit.Message { return blockkit.Message{} }
func (w *Writer) Progress(v Progress) blockkit.Message                    { return blockkit.Message{} }
func (w *Writer) CheckoutForm(v CheckoutForm) slack.ModalViewRequest      { return slack.ModalViewRequest{} }
func (w *Writer) CheckoutTitle() string                                   { return "Checkout links" }
func (w *Writer) ProductOptions(p []Product) []*slack.OptionBlockObject   { return nil }
func (w *Writer) PastedProduct(id string) *slack.OptionBlockObject        { return nil }
func (w *Writer) CheckoutWorking() blockkit.Message                       { return blockkit.Message{} }
func (w *Writer) Links(v Links) blockkit.Message                          { return blockkit.Message{} }
func (w *Writer) Help(entries []HelpEntry) blockkit.Message               { return blockkit.Message{} }
func (w *Writer) Status(v Status) blockkit.Message                        { return blockkit.Message{} }
func (w *Writer) Problem(p Problem) blockkit.Message                      { return blockkit.Message{} }
func (w *Writer) FieldProblem(kind FieldKind) string                      { return "" }
func (w *Writer) Busy(ref string) blockkit.Message                        { return blockkit.Message{} }
func (w *Writer) Refused(reason string, admins []string, ref string) blockkit.Message {
	return blockkit.Message{}
}
func (w *Writer) Unknown(word, nearest, ref string) blockkit.Message { return blockkit.Message{} }
func (w *Writer) More(n int) string                                  { return "" }
func (w *Writer) Age(d time.Duration) string                         { return "" }

// Shared says to the one who shared a list that it is in the channel.
func (w *Writer) Shared(channelID string) blockkit.Message { return blockkit.Message{} }

// Summary is a command's one line of help ("unpaid", "checkout", "help", "status"), and Usage what may follow its name.
func (w *Writer) Summary(command string) string { return "" }
func (w *Writer) Usage(command string) string   { return "" }

// Rupiah writes an amount as Rp104.930.
func Rupiah(amount int64) string { return "" }
