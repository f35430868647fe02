// Package digest posts what is unpaid to channels, each digest on its own schedule, exactly once.
//
//	service, err := digest.New(digest.Config{DB: db, Mirror: mirror, Slack: poster, Compose: composer})
//	go service.Run(ctx)
//	schedule, zone, err := digest.ParseSchedule("weekdays 08:30 WITA")
//	sub, err := service.Create(ctx, digest.Subscription{Channel: "C0123", Owner: "U0123", Schedule: schedule, Zone: zone, Language: "id"})
//
// # How it works
//
// The table subscription is the truth of what is due when: [Service.Create] and its like are plain SQL, from any replica. The table delivery is the
// ledger, the truth of what became of each slot: pending, sending, posted, skipped or failed. Between the two is the tick. It enters the slots of the
// next two minutes into the ledger, and makes a job of each for River, which runs it when it is due. River's periodic job ticks every 30 seconds on one
// replica. Each replica looks every second whether anything has been left behind, such as by one that died, and ticks itself then.
//
// A job may be lost, and may run twice: it works on a slot only when the ledger lets it, and holds it there against all others while it does.
//
// # What a slot goes through
//
// Due: a slot is posted at its moment, from a mirror that was brought up to date shortly before, once for all digests of that moment.
//
// Exactly once: the row is marked as sending before Slack is called, and each message carries its subscription and slot as metadata. Where an attempt
// ends without a clear answer, or its process dies, whoever takes the row next waits until the attempt can no longer arrive, 30 seconds, and looks for
// the message in the channel's history before it posts again. A definite refusal makes the row pending again. What is more than a minute late is looked for
// before its first post as well: the database may have been restored.
//
// Trying again: a 429 waits for as long as Slack says, and is no attempt. Other failures wait 5 seconds, 10, 20, and so on up to 5 minutes. What
// somebody must mend first is tried once an hour, and when [Service.Retry] says that it was mended. After [Grace], 12 hours, the slot has failed.
//
// Missed slots, because nothing ran: the last one is posted late, if that is within the grace, and says so. The others are skipped, and the next digest
// names them. With SkipLate a slot is skipped that could not be posted within [LateAfter], 5 minutes. Slots that were missed more than 31 days ago leave no
// trace.
//
// Restart: nothing is lost with the memory of a process. Stopping waits for a post that is under way.
//
// Overlap: two digests of one subscription never run beside each other. When a slot is due and the one before could not be posted, that one is skipped as
// superseded, once it is certain that Slack does not have it. When there have only been such slots for longer than the grace, it has failed.
//
// Two slots in one tick: those that are past are missed slots, those to come are each posted when due.
//
// Several digests of one channel at one moment are posted in turn, a second apart; other channels do not wait for them: each has its first before any
// has its second.
//
// # Clocks
//
// Days and times are those of a clock on the wall in the subscription's zone, cron expressions too. When that clock is put forward, what it skips is
// due at the first moment after the gap; several times that it skips are due once. When it is put back, what it shows twice is due once, at the first. A
// date that a zone skips as a whole is due at the first moment after it.
//
// Who holds what until when is in the database as moments, so replicas must have the same time: that of [store.Clock].
//
// After a clock that was ahead has been set right, digests go on by the right one within the minute. What was posted ahead of its time is not posted
// again.
//
// # Schedules
//
// What people type is bounded before it is read: a line of cron to 100 characters, everything else to 300. What is stored is read without asking anew
// whether it may be, as rules become stricter. What cannot be read is listed, and is not posted.
//
// # Changes
//
// A change counts from the moment at which it is made. What was due before is still delivered, as the subscription now says: in its new language, to its
// new channel. What is due later is due under the new schedule alone, also when it was entered ahead. Only a post that is on its way is not called back.
//
// A change of zone is like any other: where 9 o'clock has passed in the new zone, the next is tomorrow's; where it has not, there may be a second digest
// that day.
//
// A pause skips what is due in it, and what had not been posted when it began; a slot at the very moment of its end is posted. The first digest after it
// tells what changed since the last one before.
//
// A deleted subscription is not posted any more, whatever had been due.
//
// [Service.Now] posts beside the schedule, as a slot of its own, paused or not. The next digest tells what changed since.
//
// # What a digest says
//
// A [Report] compares with the subscription's last digest, from exactly the moment up to which that one reported. The numbers are the mirror's, see
// [receivables.Mirror.Compare], after a sweep that all digests of the moment share; of a list of more than 1,300 only the newest pages are read, and the
// sweeps in the background count: the digest says when the last one was, because what lapsed since counts as open. While Mayar is down, it goes out as
// of when the mirror was last brought up to date, and says so; when that is longer ago than the grace, it does not go out. A quiet subscription with
// nothing open is skipped, but for once a week; when its filter finds nothing while others are open, the first one says so, for it may be misspelt. What was told as gone, because nobody knew why, is told as paid or lapsed once that is known.
//
// # Who reads it
//
// Before each post it is asked of Slack where the digest goes at that moment. A digest is paused, its slot skipped with the reason, and the admins are told
// once, when its channel is not among those where the bot may be used; when people of another company read the channel and no admin has said that they
// may (by making, changing or resuming it there after being asked, or of a single one by posting it: Subscription.SharedBy), which ends when they are found
// to read it no longer; and, in direct messages, when the person may not use the bot any more. That an admin owns a digest is not enough: nobody has told
// them who reads it. While Slack cannot say, nothing is posted, and the slot waits as for other troubles of Slack's.
//
// A digest of a channel outlives its owner. When their account is gone, the admins are told once, in place of the owner also of what is wrong with it; where
// there is no admin, the channel is, as soon as it can be reached. Whoever changes such a digest owns it. See [Service.Orphans].
//
// # Trouble
//
// What keeps a digest from being delivered is in [Subscription].Trouble, counted, and told to its owner once, not for each digest, slot or try: once for
// all channels where it concerns them all, such as a revoked token; once for each channel otherwise, such as all that Slack refuses there; and a broken
// filter for each digest. The first digest that is posted again ends it; [Service.Retry] ends what was wrong with the channel, and a digest that has
// nothing to say what was wrong with Mayar. An owner who cannot be told that a slot has failed, as while Slack is down, is told when that works again,
// for up to three days, also when digests come again by then. Who dies between telling and writing that down has it told twice.
// Where somebody was told is kept for three days, and the message there changed when that digest, or a later one, was posted after all.
package digest
