package blockkit

import "fmt"

func more(n int) string { return fmt.Sprintf("and %d more", n) }
