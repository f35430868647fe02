package digests

import (
	"context"
	"errors"
	"strings"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// refuse is a refusal of a kind, with the word that it is about and the right form of it, where
// there are such.
func (c *Handler) refuse(kind message.ProblemKind, word, form string, below ...error) error {
	return &usererr.Error{
		Detail: "digest: " + string(kind),
		Render: func(ref string) blockkit.Message {
			return c.Writer.Problem(
				message.Problem{Kind: kind, Operation: message.OpDigest, Word: word, Example: form, Ref: ref, Now: c.Now()},
			)
		},
		Err: errors.Join(below...),
	}
}

// explain says of an error of the Digests what a person is to know. The id is of the digest that it
// is about, if there is one already.
func (c *Handler) explain(err error, id string) error {
	if errors.Is(err, digest.ErrNotFound) {
		return c.refuse(message.ProblemNoDigest, id, "")
	}
	if errors.Is(err, digest.ErrConflict) {
		return c.refuse(message.ProblemDigestChanged, "", "")
	}
	if errors.Is(err, digest.ErrLimit) {
		return c.refuse(message.ProblemDigestLimit, "", "")
	}
	if word, ok := errors.AsType[*digest.ParseError](err); ok {
		if word.Word == "" {
			return c.refuse(message.ProblemNoTime, "", "")
		}
		problem := scheduleProblems[word.Expected]
		return c.refuse(problem.kind, word.Word, problem.form)
	}
	if word, ok := errors.AsType[*argError](err); ok {
		return c.refuse(message.ProblemBadSchedule, word.word, "/digest "+word.form)
	}
	if hint, ok := errors.AsType[*filterHint](err); ok {
		return c.refuse(message.ProblemFilterHint, hint.word, "/digest "+hint.form)
	}
	if errors.Is(err, errLongPause) {
		return c.refuse(message.ProblemLongPause, "", "")
	}
	if _, ok := errors.AsType[*receivables.QueryError](err); ok {
		return &usererr.Error{Op: message.OpDigest, Err: err}
	}
	return err
}

// explainArgs says what is wrong with what somebody typed in a channel. Where the right form names
// a digest and none was typed, it is one of the channel.
func (c *Handler) explainArgs(ctx context.Context, err error, channel string) error {
	word, ok := errors.AsType[*argError](err)
	if !ok || !strings.Contains(word.form, " "+idPlaceholder) {
		return c.explain(err, "")
	}
	subs, listErr := c.Digests.List(ctx, channel)
	if listErr != nil {
		return listErr
	}
	if len(subs) > 0 {
		word = &argError{word.word, strings.Replace(word.form, idPlaceholder, subs[0].ID, 1)}
	}
	return c.explain(word, "")
}

// scheduleProblems are what can be wrong with a word, with the right form where that is the same in
// every language. Without one, all the forms are shown.
var scheduleProblems = map[digest.Expected]struct {
	kind message.ProblemKind
	form string
}{
	digest.ExpectedSchedule: {kind: message.ProblemBadSchedule},
	digest.ExpectedCron:     {kind: message.ProblemBadSchedule},
	digest.ExpectedTime:     {message.ProblemBadSchedule, "09:00"},
	digest.ExpectedZone:     {message.ProblemBadSchedule, "WIB · WITA · WIT · Asia/Makassar"},
	digest.ExpectedInterval: {kind: message.ProblemScheduleTooClose},
	digest.ExpectedDate:     {kind: message.ProblemScheduleNever},
	digest.ExpectedStep:     {kind: message.ProblemScheduleStep},
	digest.ExpectedShorter:  {kind: message.ProblemScheduleLong},

	digest.ExpectedWeek:       {kind: message.ProblemWeekOrSunday},
	digest.ExpectedDayOrTime:  {kind: message.ProblemDayOrTime},
	digest.ExpectedOneKind:    {kind: message.ProblemOneKindOfDays},
	digest.ExpectedSameMinute: {kind: message.ProblemSameMinute},
}

// requireChannel returns an error unless somebody may have a digest in a channel: the bot can post
// there, and the person may publish there.
func (c *Handler) requireChannel(ctx context.Context, channel, user string) (strangers bool, err error) {
	if err := c.checkChannel(ctx, channel); err != nil {
		return false, err
	}
	return c.Rule.Check(ctx, channel, user, message.OpDigest)
}

// checkChannel returns nil when a digest can be posted in a channel and found again, as it must be
// to be posted once, and otherwise a refusal that says what is in the way and the fix.
func (c *Handler) checkChannel(ctx context.Context, channel string) error {
	err := bot.Await(ctx, func() error {
		if err := c.Channels.CanPost(ctx, channel); err != nil {
			return err
		}
		return c.Channels.CanFindPost(ctx, channel)
	})
	if err == nil {
		return nil
	}
	trouble := usererr.OfSlack(err)
	return &usererr.Error{
		Detail: "digest: cannot post",
		Render: func(ref string) blockkit.Message {
			return c.Writer.DigestCannotPost(trouble, channel, c.Channels.BotName(), ref)
		},
		Err: err,
	}
}
