// Package engine posts digests to channels, each on its own schedule, exactly once. Package digest
// says what it promises.
//
//	service, err := engine.New(engine.Config{
//		DB: db, Mirror: mirror, Slack: poster, Compose: composer,
//	})
//	go service.Run(ctx)
//	schedule, zone, err := digest.ParseSchedule("weekdays 08:30 WITA")
//	sub, err := service.Create(ctx, digest.Subscription{
//		Channel: "C0123", Owner: "U0123", Schedule: schedule, Zone: zone, Language: "id",
//	})
//
// # How it works
//
// The table subscription says what is due when: [Service.Create] and its like are plain SQL, from
// any replica. The table delivery says what became of each slot: pending, sending, posted, skipped
// or failed. The tick connects the two. It plans the slots of the next two minutes: it adds their
// deliveries and a job for each to River, which runs the job when it is due. River's periodic job
// ticks every 30 seconds on one replica. Each replica also looks every second for due deliveries,
// and ticks itself if there are any: that starts their jobs, also without River's leader, and makes
// new jobs for those that were lost with a replica. River runs from the first digest on; a
// workspace without any costs no more than a look each second.
//
// A job may be lost, and may run twice: it works on a slot only if it gets a lease on the delivery,
// which keeps all others away.
package engine
