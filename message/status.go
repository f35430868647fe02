package message

import "time"

// Status is how the program is doing.
type Status struct {
	Mayar       MayarStatus
	BudgetLeft  int // requests to Mayar that may be made right now
	Budget      int // requests to Mayar in any minute
	PausedUntil time.Time
	Mirror      MirrorStatus
	Sockets     []Socket
	Version     string
	Now         time.Time
}

// MayarStatus is what is known of Mayar.
type MayarStatus struct {
	Reachable bool
	Since     time.Time // of the last change between reachable and not; zero when nothing has been asked yet
	Version   string    // "v1", "v2"; "" while it is not known
	Checkout  string    // path of the checkout endpoint that worked; "" while it is not known
}

// MirrorStatus is what is known of the mirror of unpaid transactions.
type MirrorStatus struct {
	AsOf      time.Time // zero before the first sync
	LastSweep time.Time // zero before the first complete sweep
	Count     int
	Complete  bool
}

// A Socket is one connection to Slack.
type Socket struct {
	ID        string
	Connected bool
	LastSeen  time.Time // the last hello or ping
}
