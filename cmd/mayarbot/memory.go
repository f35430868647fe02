package main

import (
	"runtime/debug"
	"time"
)

// freeMemoryAt are the times after the start at which memory is given back: after a start as fast
// as usual, and after a slow one.
var freeMemoryAt = []time.Duration{time.Second, 15 * time.Second}

// reduceMemory keeps an idle bot small: garbage is collected about twice as often as by default,
// and memory that only the start needed is given back.
func reduceMemory() {
	debug.SetGCPercent(50)
	for _, moment := range freeMemoryAt {
		time.AfterFunc(moment, func() {
			debug.FreeOSMemory()
			releaseProgramPages()
		})
	}
}
