package main

import (
	"runtime/debug"
	"time"
)

// startOver is when the start is surely over: the database is migrated, the sockets are open and the list has been read once.
const startOver = 3 * time.Second

// stayLight keeps an idle bot small. It trades a little of the processor, of which an idle bot uses none, for memory: garbage is collected twice as
// often as by default, and what only the start needed is given back.
func stayLight() {
	debug.SetGCPercent(50)
	time.AfterFunc(startOver, func() {
		debug.FreeOSMemory()
		forgetProgramPages()
	})
}
