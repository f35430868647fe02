package blockkit

import (
	"fmt"

	"github.com/slack-go/slack"
)

func (c *checker) table(at path, b *slack.TableBlock) {
	c.tables++
	if c.tables > maxTables {
		c.report(at, RuleTotal, "only_one_table_allowed")
	}
	rows := at.to("rows")
	c.atLeastOne(rows, len(b.Rows))
	maxItems(c, rows, &b.Rows, maxTableRows)
	for i, row := range b.Rows {
		before := c.chars
		c.tableRow(rows.item(i), row)
		if !c.addTableChars(rows, c.chars-before) && c.truncate {
			c.chars = before
			c.removed += len(b.Rows) - i
			b.Rows = b.Rows[:i]
			break
		}
	}
	c.columnSettings(at.to("column_settings"), b.ColumnSettings)
}

// addTableChars counts the characters of one more row and reports whether the tables of the message
// are still within the limit.
func (c *checker) addTableChars(at path, chars int) bool {
	before := c.tableChars
	if c.truncate && before+chars > maxTableText {
		return false
	}
	c.tableChars += chars
	if before <= maxTableText && c.tableChars > maxTableText {
		c.report(at, RuleTotal, fmt.Sprintf("all cells together must be less than %d characters", maxTableText+1))
	}
	return c.tableChars <= maxTableText
}

func (c *checker) tableRow(at path, row []slack.TableCell) {
	c.atLeastOne(at, len(row))
	c.maxColumns(at, len(row))
	for i, cell := range row {
		here := at.item(i)
		if cell == nil && c.truncate {
			row[i] = slack.NewTableRawTextCell(EmptyValue)
			c.chars++
			continue
		}
		switch v := cell.(type) {
		case *slack.TableRawTextCell:
			c.visibleText(here.to("text"), &v.Text, maxTableText, truncatePlain)
		case *slack.TableRawNumberCell:
			c.visibleText(here.to("text"), &v.Text, maxTableText, truncatePlain)
		case *slack.TableRichTextCell:
			c.richText(here, v.Elements)
		default:
			c.report(here, RuleType, "must be a table cell")
		}
	}
}

func (c *checker) maxColumns(at path, n int) {
	if n > maxTableColumns {
		c.report(at, RuleCount, tooMany(maxTableColumns))
	}
}

func (c *checker) columnSettings(at path, settings []slack.ColumnSetting) {
	c.maxColumns(at, len(settings))
	for i, s := range settings {
		switch s.Align {
		case slack.ColumnAlignmentLeft, slack.ColumnAlignmentCenter, slack.ColumnAlignmentRight:
		default:
			here := at.item(i)
			c.report(here.to("align"), RuleValue, "must be left, center or right")
		}
	}
}
