package socket

import "testing"

// Whatever Slack sends, the loop goes on or ends the connection.
func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		`{"type":"hello","num_connections":1}`, `{"type":"disconnect","reason":"warning"}`, `[]`, ``,
		string(commandFrame(1)),
		`{"envelope_id":"1","type":"interactive","payload":{"type":"block_actions","actions":[{}]}}`,
		`{"envelope_id":"1","type":"events_api","payload":{"type":"event_callback","event":{"type":"message"}}}`,
	} {
		f.Add([]byte(seed))
	}
	_, conn, _, _ := echo(f)
	_ = conn.Close()
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := newTestSocket(t).handleMessage(conn, data); err != nil && err != errClosed {
			t.Error(err)
		}
	})
}
