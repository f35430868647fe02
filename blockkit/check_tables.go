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
	limit(c, rows, &b.Rows, maxTableRows)
	for i, row := range b.Rows {
		before := c.chars
		c.tableRow(rows.item(i), row)
		if !c.hasRoom(rows, c.chars-before) && c.mend {
			c.chars = before
			c.leftOut += len(b.Rows) - i
			b.Rows = b.Rows[:i]
			break
		}
	}
	c.columnSettings(at.to("column_settings"), b.ColumnSettings)
}

// hasRoom counts the characters of one more row, and reports once when the tables of the message have become too large.
func (c *checker) hasRoom(at path, chars int) bool {
	before := c.tableChars
	if c.mend && before+chars > maxTableText {
		return false
	}
	c.tableChars += chars
	if before <= maxTableText && c.tableChars > maxTableText {
		c.report(at, RuleTotal, fmt.Sprintf("all cells together must be less than %d characters", maxTableText+1))
	}
	return c.tableChars <= maxTableText
}

func (c *checker) tableRow(at path, row []slack.TableCell) {
	c.columns(at, len(row))
	for i, cell := range row {
		here := at.item(i)
		if cell == nil && c.mend {
			row[i] = slack.NewTableRawTextCell(EmptyValue)
			c.chars++
			continue
		}
		switch v := cell.(type) {
		case *slack.TableRawTextCell:
			c.cell(here, &v.Text)
		case *slack.TableRawNumberCell:
			c.cell(here, &v.Text)
		case *slack.TableRichTextCell:
			c.richText(here, v.Elements)
		default:
			c.report(here, RuleType, "must be a table cell")
		}
	}
}

// cell is for the text of a cell. Slack used to refuse a raw_number without one.
func (c *checker) cell(at path, s *string) {
	c.shown(at.to("text"), s, maxTableText, cutPlain)
}

func (c *checker) columns(at path, n int) {
	c.atLeastOne(at, n)
	if n > maxTableColumns {
		c.report(at, RuleCount, fmt.Sprintf("no more than %d items allowed", maxTableColumns))
	}
}

func (c *checker) columnSettings(at path, settings []slack.ColumnSetting) {
	if len(settings) > maxTableColumns {
		c.report(at, RuleCount, fmt.Sprintf("no more than %d items allowed", maxTableColumns))
	}
	for i, s := range settings {
		switch s.Align {
		case slack.ColumnAlignmentLeft, slack.ColumnAlignmentCenter, slack.ColumnAlignmentRight:
			continue
		}
		here := at.item(i)
		c.report(here.to("align"), RuleValue, "must be left, center or right")
	}
}

func (c *checker) dataTable(at path, b *slack.DataTableBlock) {
	c.shown(at.to("caption"), &b.Caption, maxText, cutPlain)
	if b.PageSize < 0 || b.PageSize > maxDataTablePages {
		c.report(at.to("page_size"), RuleValue, fmt.Sprintf("must be between 1 and %d", maxDataTablePages))
	}
	rows := at.to("rows")
	if len(b.Rows) < 2 {
		c.report(rows, RuleCount, "no fewer than 2 items allowed")
	}
	limit(c, rows, &b.Rows, maxDataTableRows)
	for i, row := range b.Rows {
		before := c.chars
		here := rows.item(i)
		if len(row) != len(b.Rows[0]) {
			c.report(here, RuleCount, fmt.Sprintf("must have %d cells like the first row", len(b.Rows[0])))
		}
		c.dataTableRow(here, row, i == 0)
		if !c.hasRoom(rows, c.chars-before) && c.mend {
			c.chars = before
			c.leftOut += len(b.Rows) - i
			b.Rows = b.Rows[:i]
			break
		}
	}
}

func (c *checker) dataTableRow(at path, row []slack.DataTableCell, heading bool) {
	c.columns(at, len(row))
	for i, cell := range row {
		here := at.item(i)
		switch v := cell.(type) {
		case *slack.DataTableRawTextCell:
			c.cell(here, &v.Text)
		case *slack.DataTableRawNumberCell:
			c.cell(here, &v.Text)
		case *slack.DataTableRichTextCell:
			c.richText(here, v.Elements)
		case *slack.DataTableActionCell:
			c.actionCell(here, v)
		default:
			c.report(here, RuleType, "must be a table cell")
		}
		if _, raw := cell.(*slack.DataTableRawTextCell); heading && !raw {
			c.report(here, RuleType, "must be raw_text in the heading")
		}
	}
}

func (c *checker) actionCell(at path, cell *slack.DataTableActionCell) {
	if cell.Element == nil {
		c.reportMissing(at, "element")
		return
	}
	c.element(at.to("element"), cell.Element, inCard)
}
