//go:build !linux

package main

// forgetProgramPages is for Linux alone.
func forgetProgramPages() {}
