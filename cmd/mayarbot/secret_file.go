package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"strings"

	"github.com/kelseyhightower/envconfig"
)

const (
	// fileSuffix ends the variable that has the path of a file with a secret, where systemd and
	// Kubernetes put them, instead of the secret.
	fileSuffix = "_FILE"

	largestSecret = 4096 // bytes, without the line's end
)

// decodeSecretFiles reads the variables of a struct that are in files.
func decodeSecretFiles(spec any) (wrong []malformed) {
	fields := reflect.ValueOf(spec).Elem()
	for i, v := range variables(fields.Interface()) {
		path := os.Getenv(v.name + fileSuffix)
		if !v.secret || path == "" {
			continue
		}
		if err := v.decodeFile(path, fields.Field(i).Addr().Interface().(envconfig.Decoder)); err != nil {
			wrong = append(wrong, malformed{v.name, err})
		}
	}
	return wrong
}

func (v variable) decodeFile(path string, into envconfig.Decoder) error {
	if os.Getenv(v.name) != "" {
		return fmt.Errorf("is set, and so is %s: unset one of them", v.name+fileSuffix)
	}
	secret, err := readSecret(path)
	if err != nil {
		return fmt.Errorf("the file that %s names %w", v.name+fileSuffix, err)
	}
	return into.Decode(secret)
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
