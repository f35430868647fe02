package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

const (
	// fileSuffix ends the variable that has the path of a file with a secret, where systemd and
	// Kubernetes put them, instead of the secret.
	fileSuffix = "_FILE"

	largestSecret = 4096 // bytes, without the line's end
)

// value returns what is set for the variable, in the environment or in a file; "" if nothing is.
// Its errors never have what the file holds.
func (v variable) value() (string, error) {
	value := os.Getenv(v.name)
	if !v.secret {
		return value, nil
	}
	path := os.Getenv(v.name + fileSuffix)
	switch {
	case path == "":
		return value, nil
	case value != "":
		return "", fmt.Errorf("is set, and so is %s: unset one of them", v.name+fileSuffix)
	}
	value, err := readSecret(path)
	if err != nil {
		return "", fmt.Errorf("the file that %s names %w", v.name+fileSuffix, err)
	}
	return value, nil
}

// readSecret does not name the path in its errors, because it may be the secret in the wrong place.
func readSecret(path string) (string, error) {
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", errors.New("does not exist")
	case err != nil:
		return "", errors.New("cannot be read by this user")
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, largestSecret+3))
	if err != nil {
		return "", errors.New("cannot be read")
	}
	secret := strings.TrimSuffix(strings.TrimSuffix(string(content), "\n"), "\r")
	switch {
	case secret == "":
		return "", errors.New("is empty")
	case len(secret) > largestSecret:
		return "", errors.New("is too long for a secret")
	}
	return secret, nil
}
