// Package digest has the values of digests: who gets what is unpaid on which schedule, and what
// became of it. Package engine below delivers them. What follows is what it promises.
//
// # What a slot goes through
//
// Due: a slot is posted at its time, from a mirror that was refreshed shortly before, once for all
// digests of that time.
//
// Exactly once: the row is marked as sending before Slack is called, and each message carries its
// subscription and slot as metadata. If an attempt ends without a clear answer, or its process
// dies, the next attempt waits for 30 seconds, until the message can no longer arrive, and searches
// the channel's history before it posts again. An error that says that Slack has no message makes
// the row pending again. A slot that is more than a minute late is searched for before its first
// post too: the database may have been restored.
//
// Trying again: a 429 waits for as long as Slack says, and is no attempt. Other failures wait 5
// seconds, 10, 20, and so on up to 5 minutes. If somebody must mend something first, the slot is
// tried once an hour, and when the engine's RetryChannel says that it was mended. After
// [MaxLateness], 12 hours, the slot has failed.
//
// Missed slots, because nothing ran: the last one is posted late, if that is within [MaxLateness],
// and says so. The others are skipped, and the next digest names them. With SkipLate a slot is
// skipped if it could not be posted within [LateAfter], 5 minutes. Slots that were missed more than
// 31 days ago leave no trace.
//
// Restart: nothing is lost with the memory of a process. Stopping waits for a running post.
//
// Overlap: two digests of one subscription never run at the same time. When a slot is due and the
// one before could not be posted, that one is skipped as superseded, once it is certain that Slack
// does not have it. When there have been only such slots for longer than [MaxLateness], the slot
// has failed.
//
// Two slots in one tick: those that are past are missed slots, the others are each posted when due.
//
// Several digests of one channel at one time are posted one after the other, a second apart. Other
// channels do not wait for them: each channel gets its first digest before any gets its second.
//
// # Clocks
//
// Days and times are local times of the subscription's zone, in cron expressions too. A local time
// that a clock change skips is due at the first moment after the gap; several times in one gap are
// due once. A local time that comes twice is due once, at the first. A date that a zone skips as a
// whole is due at the first moment after it.
//
// Leases are stored as times, so replicas must have the same time: that of store.Clock. Jobs run by
// the machine's clock, which NTP must keep right; `mayarbot doctor` says if it is wrong.
//
// After a clock that was ahead has been set right, digests go on by the right one within the
// minute. A digest that was posted too early is not posted again.
//
// # Schedules
//
// Typed text is bounded before it is parsed: a line of cron to 100 characters, everything else to
// 300. Stored schedules are not validated again, because rules become stricter. A schedule that
// cannot be read is listed, and is not posted.
//
// Holidays are those of the engine's calendar, on the days of the subscription's zone. With
// HolidaysSkip a slot on a holiday is skipped, as a slot of its own that nobody need mend, and the
// next digest says how many holidays there were since the last one. With HolidaysNext it is posted
// at the same time of the next working day, unless the schedule has a slot of its own on that day;
// slots of several holidays that move to one time are one. A day of the weekend that is no holiday
// was chosen, and is not skipped.
//
// # Changes
//
// A change counts from the time at which it is made. Slots that were due before are still
// delivered, under the changed subscription: in its new language, to its new channel. Later slots
// are due under the new schedule alone, even if they were planned ahead. Only a post that is on its
// way is not called back.
//
// A change of zone is like any other: if 9 o'clock has passed in the new zone, the next is
// tomorrow's; if not, there may be a second digest that day.
//
// One that was posted on a holiday, and is changed to HolidaysNext after it, is posted on the next
// working day too.
//
// A pause skips the slots that are due in it, and those that had not been posted when it began; a
// slot at the very end of the pause is posted. The first digest after it reports the changes since
// the last one before.
//
// A deleted subscription is not posted any more, even if a slot was due.
//
// The engine's PostNow posts besides the schedule, as a slot of its own, paused or not. The next
// digest reports the changes since.
//
// # What a digest says
//
// A [Report] compares with the subscription's last digest, from exactly the time until which that
// one reported. The numbers are the mirror's, see Compare of receivables/mirror, after a sweep that
// all digests of that time share. Of a list of more than 1,300 only the newest pages are read, and
// the background sweeps must do: the digest says when the last one was, because what expired since
// counts as open. While Mayar is down, the digest goes out with the mirror's older data, and says
// so; if that data is older than [MaxLateness], it does not go out.
//
// A subscription with OnlyWhenOpen and nothing open is skipped, except once a week. If its filter
// finds nothing while others are open, its first digest says so, because the filter may be
// misspelt. Transactions that were reported as Unknown, because Mayar did not say why they left the
// list, are reported as paid or expired once it does.
//
// # Who reads it
//
// Before each post, Slack is asked where the digest goes now. The digest is paused, its slot
// skipped with the reason, and the admins are told once, in three cases. Its channel is not among
// those where the bot may be used. Or people of another company read the channel and no admin has
// allowed that: an admin allows it by making, changing or resuming the digest there after being
// asked, or for a single digest by posting it (Subscription.SharedBy), until they no longer read
// the channel. Or, in direct messages, the person may not use the bot any more. An admin as owner
// is not enough: nobody has told them who reads the digest. While Slack cannot say, nothing is
// posted, and the slot waits as for other failures of Slack's.
//
// A digest of a channel outlives its owner. When the owner's account is gone, the admins are told
// once, and are told of the digest's problems instead of the owner. Without an admin the channel is
// told, as soon as it can be reached. Whoever changes such a digest becomes its owner. See
// Orphans of the engine.
//
// # Problems
//
// What keeps a digest from being delivered is in [Subscription].Problem and is counted. Its owner
// is told once, not for each digest, slot or try: once for all channels if the problem concerns
// them all, such as a revoked token; once for each channel otherwise, such as all errors of Slack's
// there; and for each digest with a broken filter. The next digest that is posted ends the problem.
// RetryChannel ends a problem of the channel. A digest that has nothing to report ends a problem
// with Mayar.
//
// If an owner cannot be told that a slot has failed, such as while Slack is down, they are told
// when that works again, for up to three days, even if digests come again by then. A notice is sent
// at least once: a crash before the record repeats it. Sent notices are kept for three days, and
// are updated when that digest, or a later one, was posted after all.
package digest
