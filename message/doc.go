// Package message writes what people read: values of the domain go in, Block Kit comes out, in
// English or Indonesian.
//
// Everything here is a pure function. There is no I/O and no clock: a value that needs the time
// carries it as Now. The values are those of packages receivables and digest where they have them.
//
//	w, err := message.New("id", jakarta)
//	msg := w.Unpaid(message.Unpaid{…})
//
// # Texts
//
// All sentences are in locales/active.en.toml and locales/active.id.toml. Tests check that both
// catalogs have the same ids and placeholders, and that the code uses each id. To add a message,
// give the value a type, write its sentences in both catalogs, put the blocks together with a
// builder, and add its states to package samples. The golden files under testdata show the result
// (go test ./message/ -update).
//
// # Untrusted text
//
// Buyers and Mayar write text that we do not trust. In plain text Slack formats nothing, so
// blockkit.Sanitize is enough. In mrkdwn it is also escaped, and look-alikes replace what would
// format; every mrkdwn object is verbatim, so that Slack leaves @here and bare addresses alone.
// Renderer.mrkdwn escapes each argument of type string; only the type markup goes in unchanged. The
// text beside the blocks holds no untrusted text. Links are http or https, byte for byte, or left
// out.
//
// # Readers
//
// A whole channel reads two messages: UnpaidShared, which has no payment links, and Digest, which
// has them so that people can act on it. Both mask e-mails and phone numbers wherever somebody
// typed them. Each other message is for one person.
//
// A digest notifies the user or user group that it is set to mention: see builder.notify. Nothing
// else notifies anybody.
package message
