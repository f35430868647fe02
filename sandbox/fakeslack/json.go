package fakeslack

import (
	"bytes"
	"encoding/json"
	"strings"
)

// object is a JSON object without a Go type.
type object = map[string]any

// encode writes JSON like Slack: & < > stay unescaped. v must be encodable.
func encode(v any) json.RawMessage {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic("fakeslack: " + err.Error())
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
}

// unescaped replaces the escapes of & < > in JSON by the characters, like encode.
func unescaped(raw json.RawMessage) json.RawMessage {
	if !bytes.Contains(raw, []byte(`\u00`)) {
		return raw
	}
	out := make(json.RawMessage, 0, len(raw))
	for i := 0; i < len(raw); {
		n := 1
		if raw[i] == '\\' {
			n = 2
			if c, ok := escapes[string(raw[i:min(i+6, len(raw))])]; ok {
				out = append(out, c)
				i += 6
				continue
			}
		}
		out = append(out, raw[i:i+n]...)
		i += n
	}
	return out
}

var escapes = map[string]byte{`\u0026`: '&', `\u003c`: '<', `\u003e`: '>', `\u003C`: '<', `\u003E`: '>'}

// decode reads JSON and keeps numbers exact.
func decode[T any](raw json.RawMessage) (T, error) {
	var v T
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	err := decoder.Decode(&v)
	return v, err
}

func text(o object, key string) string {
	s, _ := o[key].(string)
	return s
}

func inner(o object, key string) object {
	m, _ := o[key].(object)
	return m
}

func list(o object, key string) []any {
	l, _ := o[key].([]any)
	return l
}

// isTrue reads a flag: Slack accepts true, "true" and 1.
func isTrue(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case string:
		return strings.EqualFold(v, "true") || v == "1"
	case json.Number:
		return v == "1"
	}
	return false
}
