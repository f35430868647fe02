package main

import (
	"runtime/debug"
	"time"
)

// freeMemoryAt are the times after the start at which memory is given back: after a start as fast
// as usual, after one with a list to read from Mayar, and after a slow one.
var freeMemoryAt = []time.Duration{time.Second, 4 * time.Second, 15 * time.Second}

// gcPercent is how much a heap may grow before garbage is collected. With Go's 100 a command costs
// about a quarter more processor time, with 50 twice as much; an idle bot hardly makes garbage. The
// memory under load is 50 MB instead of 42.
const gcPercent = 200

// reduceMemory gives back memory that only the start needed.
func reduceMemory() {
	debug.SetGCPercent(gcPercent)
	for _, moment := range freeMemoryAt {
		time.AfterFunc(moment, func() {
			debug.FreeOSMemory()
			releaseProgramPages()
		})
	}
}
