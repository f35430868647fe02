package bot

import (
	"net/http"
	"time"
)

// metrics are what /metrics says of the bot.
type metrics struct{}

func (m *metrics) opened()               {}
func (m *metrics) acked(time.Duration)   {}
func (m *metrics) called(string, string) {}
func (m *metrics) lost(string)           {}
func (m *metrics) notKept()              {}
func (m *metrics) done(Record, string)   {}

func (m *metrics) handler() http.Handler { return http.NotFoundHandler() }
