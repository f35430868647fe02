package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// releaseProgramPages lets go of the pages of the program file that the start has brought into
// memory. Most of the code runs once, at the start, and an idle bot uses a hundredth of it (16 of
// 20 MB of its memory was that). Read-only pages of a file lose nothing: the kernel maps one again
// when it is used. Where this does not work, nothing is lost but memory.
func releaseProgramPages() {
	program, err := os.Executable()
	if err != nil {
		return
	}
	maps, err := os.Open("/proc/self/smaps")
	if err != nil {
		return
	}
	defer maps.Close()
	var pages []byte // of the mapping that the lines are about, if it is one of the program's and read-only
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		line := lines.Text()
		if from, to, mode, ok := mapping(line); ok {
			pages = nil
			if strings.HasPrefix(mode, "r-") && strings.HasSuffix(line, " "+program) {
				pages = unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(nil), from)), to-from)
			}
		}
		// What is anonymous was written to before it became read-only, as addresses are at the
		// start of a program that can be loaded anywhere: the file does not have it.
		if pages != nil && strings.HasPrefix(line, "Anonymous:") &&
			strings.Join(strings.Fields(line), " ") == "Anonymous: 0 kB" {
			_ = unix.Madvise(pages, unix.MADV_DONTNEED)
		}
	}
}

// mapping reads the first line of a mapping in smaps: "00400000-00f8e000 r-xp 00000000 fd:00 4711
// /usr/bin/mayarbot".
func mapping(line string) (from, to uintptr, mode string, ok bool) {
	n, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &mode)
	return from, to, mode, n == 3 && err == nil
}
