package mayarbot_test

import (
	"bufio"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	maxComment = 100 // columns of a line that is a comment alone; a tab counts 4
	maxCode    = 120
)

func TestWidthOfLines(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git"):
			return fs.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lines := bufio.NewScanner(bytes.NewReader(source))
		for n := 1; lines.Scan(); n++ {
			line := strings.ReplaceAll(lines.Text(), "\t", "    ")
			most := maxCode
			if strings.HasPrefix(strings.TrimLeft(line, " "), "//") {
				most = maxComment
			}
			if strings.Contains(line, `desc:"`) {
				continue // a struct's tag, which cannot be broken
			}
			if width := utf8.RuneCountInString(line); width > most {
				t.Errorf("%s:%d: %d columns, want at most %d", path, n, width, most)
			}
		}
		return lines.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
}
