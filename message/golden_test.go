package message_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/blockkit/schema"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/message/samples"
	"github.com/slack-go/slack"
)

var update = flag.Bool("update", false, "write the golden files anew")

const golden = "testdata/golden"

// Each message in each state and language equals its golden file, and Slack would accept it.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, language := range message.Languages {
		for _, sample := range samples.All(language) {
			t.Run(language+"/"+sample.Name, func(t *testing.T) {
				t.Parallel()
				checkSample(t, sample)
				compare(t, filepath.Join(golden, language, sample.Name+".json"), indented(t, sample))
			})
		}
	}
}

func compare(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("not what %s says (-file +now); if it is right, go test ./message/ -update\n%s", file, diff)
	}
}

// checkSample checks a sample against Slack's limits and types.
func checkSample(t *testing.T, sample samples.Sample) {
	t.Helper()
	var violations []blockkit.Violation
	if sample.Message != nil {
		violations = blockkit.Check(*sample.Message)
	} else {
		violations = blockkit.CheckModal(*sample.View)
	}
	check := schema.Check
	if sample.View != nil {
		check = schema.CheckView
	}
	if err := check(asJSON(t, sample)); err != nil {
		t.Errorf("not the shape that Slack documents: %v", err)
	}
	for _, violation := range violations {
		t.Errorf("Slack would reject it: %s", violation.Message)
	}
}

// asJSON returns a sample as Slack receives it.
func asJSON(t *testing.T, sample samples.Sample) []byte {
	t.Helper()
	if sample.Message == nil {
		return encode(t, sample.View)
	}
	return messageJSON(t, *sample.Message)
}

func messageJSON(t *testing.T, msg blockkit.Message) []byte {
	t.Helper()
	return encode(t, struct {
		Text   string        `json:"text"`
		Blocks []slack.Block `json:"blocks"`
	}{msg.Text, msg.Blocks})
}

func jsonText(t *testing.T, msg blockkit.Message) string { return string(messageJSON(t, msg)) }

func encode(t *testing.T, value any) []byte {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func indented(t *testing.T, sample samples.Sample) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, asJSON(t, sample), "", "  "); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Each golden file has a sample, and names of samples are file names.
func TestSampleNames(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	for _, language := range message.Languages {
		seen := map[string]bool{}
		for _, sample := range samples.All(language) {
			if !name.MatchString(sample.Name) || seen[sample.Name] || sample.Title == "" {
				t.Errorf("%s: sample %q has no name, no title, or a duplicate", language, sample.Name)
			}
			if (sample.Message == nil) == (sample.View == nil) {
				t.Errorf("%s: %s is neither a message nor a form, or both", language, sample.Name)
			}
			seen[sample.Name] = true
		}
		files, err := os.ReadDir(filepath.Join(golden, language))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !seen[strings.TrimSuffix(file.Name(), ".json")] {
				t.Errorf("%s/%s belongs to no sample", language, file.Name())
			}
		}
	}
	if samples.All("fr") != nil {
		t.Error("there are samples in French")
	}
}

// The same values give the same message.
func TestMessagesArePure(t *testing.T) {
	t.Parallel()
	second := samples.All("id")
	for i, sample := range samples.All("id") {
		again := second[i]
		if !bytes.Equal(asJSON(t, sample), asJSON(t, again)) {
			t.Errorf("%s differs the second time", sample.Name)
		}
	}
}
