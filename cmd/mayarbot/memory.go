package main

import (
	"runtime/debug"
	"time"
)

// freeMemoryAt are the moments after the start at which memory is given back: when it connects and
// reads the list as fast as usual, and when not.
var freeMemoryAt = []time.Duration{time.Second, 15 * time.Second}

// reduceMemory keeps an idle bot small. It trades a little of the processor, of which an idle bot
// uses none, for memory: garbage is collected twice as often as by default, and what only the start
// needed is given back.
func reduceMemory() {
	debug.SetGCPercent(50)
	for _, moment := range freeMemoryAt {
		time.AfterFunc(moment, func() {
			debug.FreeOSMemory()
			releaseProgramPages()
		})
	}
}
