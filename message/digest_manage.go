package message

import "github.com/mayarbot/mayarbot/message/blockkit"

// DigestTitle is the title of what takes the place of the digest form.
func (w *Writer) DigestTitle() string {
	return w.words("OpDigest", nil)
}

// DigestWorking is what stands in the form while the digest is being saved.
func (w *Writer) DigestWorking() blockkit.Message {
	s := newSheet("digest.working")
	title := w.words("DigestWorkingTitle", nil)
	s.section("*" + escaped(title) + "*")
	return s.message(escaped(title))
}

// DigestNotYours says to somebody who pressed Settings that these are for the owner and the admins, and names the owner and another way.
func (w *Writer) DigestNotYours(id, owner, ref string) blockkit.Message {
	return w.note("digest.notyours", ref, w.mrkdwn("DigestOthersTitle", nil), w.mrkdwn("DigestNotYoursBody", args{
		"Owner": mention(owner),
		"Edit":  code("/digest edit "+digestID(id), 60),
	}))
}
