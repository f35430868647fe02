package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// A sample is one message or form of the bot in every language.
type sample struct {
	Name  string             `json:"name"`
	Title string             `json:"title"`
	In    map[string]content `json:"in"` // by language
}

type content struct {
	Message *message        `json:"message,omitempty"`
	View    json.RawMessage `json:"view,omitempty"`
}

type message struct {
	Text   string          `json:"text"`
	Blocks json.RawMessage `json:"blocks"`
}

// languageSample is a sample from Config.Gallery in one language. JSON matches its names in any
// case.
type languageSample struct {
	Name    string
	Title   string
	Message *message
	View    json.RawMessage
}

func (s *server) gallery(w http.ResponseWriter, _ *http.Request) {
	samples, err := mergeLanguages(s.config.Languages, s.config.Gallery)
	if err != nil {
		s.log.Error("the gallery cannot be shown", "error", err)
		writeError(w, http.StatusInternalServerError, "The gallery cannot be shown: "+err.Error())
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"languages": s.config.Languages, "samples": samples})
}

// mergeLanguages combines the samples of all languages by name, in the order of the first language
// that has them.
func mergeLanguages(languages []string, gallery func(language string) any) ([]*sample, error) {
	all := []*sample{}
	byName := map[string]*sample{}
	for _, language := range languages {
		list, err := decodeSamples(gallery(language))
		if err != nil {
			return nil, fmt.Errorf("samples in %q: %w", language, err)
		}
		for _, one := range list {
			known := byName[one.Name]
			if known == nil {
				known = &sample{Name: one.Name, Title: one.Title, In: map[string]content{}}
				byName[one.Name] = known
				all = append(all, known)
			}
			known.In[language] = content{Message: one.Message, View: nilIfNull(one.View)}
		}
	}
	return all, nil
}

// decodeSamples converts through JSON, because Slack would get the same JSON.
func decodeSamples(list any) ([]languageSample, error) {
	raw, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	var out []languageSample
	return out, json.Unmarshal(raw, &out)
}

func nilIfNull(raw json.RawMessage) json.RawMessage {
	if string(raw) == "null" {
		return nil
	}
	return raw
}
