package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/joho/godotenv"
)

const envFile = ".env"

// readEnvFile sets the variables of the first .env file that it finds, in the current folder or in
// that of the program, where they are not set yet. An empty variable counts as not set, as
// elsewhere. It returns the file's path. Its errors do not quote the file, which holds secrets.
func readEnvFile() (path string, err error) {
	for _, folder := range envFolders() {
		path := filepath.Join(folder, envFile)
		values, err := godotenv.Read(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case errors.Is(err, fs.ErrPermission):
			return "", errors.New("this user may not read " + path)
		case err != nil:
			return "", errors.New(path + " is not a list of lines NAME=value")
		}
		for name, value := range values {
			if os.Getenv(name) != "" {
				continue
			}
			if err := os.Setenv(name, value); err != nil {
				return "", errors.New(path + " has a name that no variable can have")
			}
		}
		return path, nil
	}
	return "", nil
}

func envFolders() []string {
	folders := []string{"."}
	if program, err := os.Executable(); err == nil {
		folders = append(folders, filepath.Dir(program))
	}
	return folders
}
