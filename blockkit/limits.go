package blockkit

// Slack's limits, from the comments in its own @slack/types 3.2.0 and the pages of docs.slack.dev
// of 2026. Lengths are in characters, counted after escaping.
const (
	maxMessageBlocks = 50
	maxViewBlocks    = 100
	maxMessageText   = 4000   // Slack splits or truncates longer text
	maxBlocksText    = 13_000 // not documented; msg_blocks_too_long was reported from about 13,200 on
	maxViewBytes     = 250_000
	maxMetadata      = 3000
	maxID            = 255 // block_id, action_id, callback_id, external_id
	maxURL           = 3000

	maxText        = 3000
	maxTitle       = 24 // title, submit and close of a form
	maxHeader      = 150
	maxField       = 2000
	maxLabelText   = 2000 // label and hint of an input
	maxPlaceholder = 150

	maxButton      = 75 // text and accessibility label
	maxButtonValue = 2000
	maxOption      = 75 // text and description; label of a group
	maxOptionValue = 150

	maxConfirmTitle  = 100
	maxConfirmText   = 300
	maxConfirmButton = 30

	maxFields          = 10
	maxContextElements = 10
	maxActions         = 25
	maxOptions         = 100 // of a menu, and of a group in it
	maxGroups          = 100
	maxChoices         = 10 // radio buttons and checkboxes
	maxInputLength     = 3000

	maxTables       = 1
	maxTableRows    = 100
	maxTableColumns = 20
	maxTableText    = 10_000 // over all cells of a message
)
