package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// releaseProgramPages drops the unchanged pages of the program's own file from memory, which saves
// an idle bot about 10 of 41 MiB: only the start needs most of the code. The kernel reads a page
// again from the file when it is used. Mappings with changed ("anonymous") pages stay, because the
// file does not have those.
func releaseProgramPages() {
	program, err := os.Executable()
	if err != nil {
		return
	}
	mappings, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		return
	}
	var start, end uintptr // of the mapping that the lines are about, 0 if it is not the program's
	for line := range strings.Lines(string(mappings)) {
		var from, to uintptr
		var mode string
		if n, _ := fmt.Sscanf(line, "%x-%x %s", &from, &to, &mode); n == 3 {
			start, end = 0, 0
			if strings.HasPrefix(mode, "r-") && strings.HasSuffix(line, " "+program+"\n") {
				start, end = from, to
			}
		}
		if start != 0 && strings.Join(strings.Fields(line), " ") == "Anonymous: 0 kB" {
			_, _, _ = unix.Syscall(unix.SYS_MADVISE, start, end-start, unix.MADV_DONTNEED)
		}
	}
}
