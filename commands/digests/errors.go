package digests

import (
	"context"
	"errors"
	"strings"

	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

func problem(kind message.ProblemKind, below ...error) error {
	return &usererr.Error{Kind: kind, Op: message.OpDigest, Err: errors.Join(below...)}
}

func noDigest(id string, err error) error {
	return &usererr.Error{Kind: message.ProblemNoDigest, Op: message.OpDigest, Word: id, Err: err}
}

// notInChannel says that the person can do it with a command in the channel.
func notInChannel(command string, err error) error {
	return &usererr.Error{Kind: message.ProblemNotInChannel, Op: message.OpDigest, Example: command, Err: err}
}

// explain says what a person has to know of an error about digests. The id is that of the digest,
// if there is one yet. What somebody typed does not get into the error's own text.
func explain(err error, id string) error {
	var word *digest.ParseError
	var arg *argError
	var query *receivables.QueryError
	explained := usererr.Error{Op: message.OpDigest}
	switch {
	case errors.Is(err, digest.ErrNotFound):
		return noDigest(id, nil)
	case errors.Is(err, digest.ErrConflict):
		explained.Kind = message.ProblemDigestChanged
	case errors.Is(err, digest.ErrLimit):
		explained.Kind = message.ProblemDigestLimit
	case errors.As(err, &word) && word.Word == "":
		explained.Kind = message.ProblemNoTime
	case errors.As(err, &word):
		known := scheduleProblems[word.Expected]
		explained.Kind, explained.Word, explained.Example = known.kind, word.Word, known.example
	case errors.As(err, &arg):
		explained.Kind, explained.Word, explained.Example = arg.kind, arg.word, arg.example
	case errors.As(err, &query):
		explained.Err = err
	default:
		return err
	}
	return &explained
}

// explainArgs explains an error of parseArgs. An example without an id gets that of a digest of the
// channel, unless it repeats what was typed.
func (h *Handler) explainArgs(ctx context.Context, err error, channel string) error {
	arg, ok := errors.AsType[*argError](err)
	if !ok || arg.kind != message.ProblemBadSchedule || !strings.Contains(arg.example, " "+idPlaceholder) {
		return explain(err, "")
	}
	subs, listErr := h.Digests.List(ctx, channel)
	if listErr != nil {
		return listErr
	}
	if len(subs) > 0 {
		arg.example = strings.Replace(arg.example, idPlaceholder, subs[0].ID, 1)
	}
	return explain(arg, "")
}

// scheduleProblems say what is wrong with a word of a schedule, with an example if it is the same
// in every language. Without one, the person sees all kinds of schedules.
var scheduleProblems = map[digest.Expected]struct {
	kind    message.ProblemKind
	example string
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
