package main

import (
	"os"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/store/storetest"
)

func TestBackupCommand(t *testing.T) {
	clearEnv(t)
	t.Setenv("DATABASE_URL", storetest.MigratedSQLiteURL(t))
	backup := func(args ...string) (string, int) {
		var out, errs strings.Builder
		code := run(t.Context(), append([]string{"backup"}, args...), &out, &errs)
		return out.String() + errs.String(), code
	}
	if said, code := backup(); code != 1 || !strings.Contains(said, "mayarbot backup FILE") {
		t.Errorf("without a file: exit %d, %s", code, said)
	}
	if said, code := backup("copy.db"); code != 0 || !strings.Contains(said, "saved") {
		t.Errorf("exit %d, %s", code, said)
	}
	if said, code := backup("copy.db"); code != 1 || !strings.Contains(said, "exists already") {
		t.Errorf("a second time: exit %d, %s", code, said)
	}
	if _, err := os.Stat("copy.db"); err != nil {
		t.Error(err)
	}
	t.Setenv("DATABASE_URL", "mysql://u:s3cr3t@host/db")
	if said, code := backup("other.db"); code != 1 || !strings.Contains(said, "DATABASE_URL") ||
		strings.Contains(said, "s3cr3t") {
		t.Errorf("with a malformed address: exit %d, %s", code, said)
	}
}
