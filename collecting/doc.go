// Package collecting has the values and rules of reminding customers of what is unpaid: who may be
// written to and when, in which words, and what a team notes about a case. It does no I/O; package
// ledger keeps what people did.
//
// # The gate
//
// [Rules.Check] returns a [Verdict]: every reason why a customer is not to be reminded, in the
// order of the gate. People read the first. Nobody passes what is final: paid, closed or expired,
// paid with another checkout, not to be contacted, no mobile number. The owner of the case and
// admins pass the others with a reason ([Verdict.Anyway]). Without a mobile number the text may be
// copied ([Verdict.CopyOnly]).
//
//	verdict := rules.Check(c, state, person, now)
//	if why, refused := verdict.First(); refused {
//		return sentence(why)
//	}
//
// A customer is one conversation. So holds, cool-downs and flags count for all cases of a customer.
// A customer who is not known has no mobile number either.
//
// # Texts
//
// [Texts] has a reminder for each language and tone, and a shop can have its own. [Texts.Write]
// fills one in, and [WhatsAppURL] makes the address that drafts it in WhatsApp.
//
//	reminder, err := texts.Write(collecting.Draft{
//		Language: "id", Tone: collecting.ToneFor(c, now),
//		Name: c.Customer, Sender: "Budi", Shop: "Toko Demo", Cases: []receivables.Case{c},
//	})
//	number, ok := phone.Mobile(c.Mobile)
//	address := collecting.WhatsAppURL(number, reminder.Text)
//
// Names and products come from strangers. They stand on one line, without what WhatsApp formats.
package collecting
