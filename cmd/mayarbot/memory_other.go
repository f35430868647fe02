//go:build !linux

package main

// releaseProgramPages needs Linux.
func releaseProgramPages() {}
