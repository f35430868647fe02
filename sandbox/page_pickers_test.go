package sandbox_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/mayarbot/mayarbot/sandbox/browsertest"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// set sets a time or date field by script, because its native editor differs between browsers.
func set(page *browsertest.Page, selector, value string) {
	page.Wait(fmt.Sprintf(`document.querySelector(%q)`, selector))
	browsertest.Eval[any](page, fmt.Sprintf(`(() => {
		const field = document.querySelector(%q);
		field.focus();
		field.value = %q;
		field.blur();
		return null;
	})()`, selector, value))
}

func walkPickers(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Type("Message", "/digest\r")
	page.WaitText("New digest")
	page.Wait(`document.querySelector("[type=time]").value === "09:00"`)
	page.Click("Save")
	// the days, and what to post if nothing is open
	page.Wait(`[...document.querySelectorAll(".field-error")].filter((one) => !one.hidden).length === 2`)
	picture(t, page, "pickers-required")
	page.Click("Monday")
	page.Click("Wednesday in the middle")
	set(page, "[type=time]", "08:30")
	page.Click("Stay quiet")
	page.Choose("Mention", "Budi Misal")
	// a deactivated person is not offered
	page.Wait(`![...document.querySelectorAll("#modal option")].some((one) => one.text === "Hadi Mantan")`)
	page.Choose("Copy to", "#general")
	set(page, "[type=date]", "2026-12-01")
	page.Click("Invoices")
	page.Click("Products")
	page.Wait(`document.querySelector("#modal input[value=request]").disabled`) // at most two
	page.WaitText("Bills")
	picture(t, page, "pickers")
	page.Dark(true)
	picture(t, page, "pickers-dark")
	page.Dark(false)
	page.Click("Save")
	page.WaitText("mon+wed / 08:30 / quiet / U0BUDI0002 / C0FINANCE2 / C0GENERAL1 / 2026-12-01 / invoice+product")
}

func walkMessagePickers(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Type("Message", "/report\r")
	page.WaitText("Posted.")
	page.WaitText("@Budi Misal")
	page.Click("Compact")
	page.WaitText("You picked compact.")
	page.Choose("Owner", "Citra Umpama")
	page.WaitText("They will own this digest.")
	page.Click("Keep")
	page.Wait(`document.querySelector("[data-action='tune.owner']").value === ""`)
	page.Choose("Owner", "Citra Umpama")
	page.Click("Give")
	page.WaitText("You picked @Citra Umpama.")
	set(page, "[data-action='tune.time']", "17:45")
	page.WaitText("You picked 17:45.")
	page.Click("Saturday")
	page.WaitText("You picked sat.")
	page.Press(kb.Tab + " ") // check the next box by keyboard
	page.WaitText("You picked sat+sun.")
	page.Press(" ")
	page.Wait(
		`[...document.querySelectorAll(".message")]
			.filter((one) => one.innerText.includes("You picked sat.")).length === 2`,
	)
}

func walkCharts(t *testing.T, browser *browsertest.Browser) {
	page, _, _ := visit(t, browser, fakeslack.Options{})
	page.Type("Message", "/report\r")
	page.WaitText("How old")
	for selector, want := range map[string]int{
		"[data-block-id=ages] rect": 6, "[data-block-id=ages] .legend li": 2, "[data-block-id=line] polyline": 1,
		"[data-block-id=line] circle":  3,
		"[data-block-id=area] polygon": 1, "[data-block-id=pie] path": 3, "[data-block-id=rows] tr": 3,
	} {
		if got := browsertest.Eval[int](
			page, fmt.Sprintf(`document.querySelectorAll(%q).length`, selector),
		); got != want {
			t.Errorf("%d of %s are drawn, want %d", got, selector, want)
		}
	}
	heights := browsertest.Eval[[]float64](
		page,
		`[...document.querySelectorAll("[data-block-id=ages] rect.series-0")].map((one) => one.height.baseVal.value)`,
	)
	if len(heights) != 3 || heights[1] <= heights[0] || heights[0] <= heights[2] {
		t.Errorf("the bars of 1.25, 4 and 0.95 million are %v high", heights)
	}
	const spoken = `document.querySelector("[data-block-id=ages] svg").getAttribute("aria-label")`
	if got, want := browsertest.Eval[string](page, spoken), "Today: 0-1 d 1.250.000, 2-7 d 4.000.000, 8-30 d 950.000; "+
		"Yesterday: 0-1 d 2.250.000, 2-7 d 3.000.000, 8-30 d 450.000"; got != want {
		t.Errorf("the chart is read out as %q, want %q", got, want)
	}
	show := func(block string) {
		browsertest.Eval[any](
			page, fmt.Sprintf(`(document.querySelector("[data-block-id=%s]").scrollIntoView(), null)`, block),
		)
	}
	show("first")
	picture(t, page, "charts")
	page.Dark(true)
	picture(t, page, "charts-dark")
	page.Click("Close the control room")
	page.Resize(390, 844)
	page.Wait(`document.documentElement.scrollWidth <= 390`)
	page.Wait(`getComputedStyle(document.querySelector("#sidebar")).visibility === "hidden"`)
	show("ages")
	picture(t, page, "charts-phone")
	show("rows")
	// it fits, because columns wrap
	page.Wait(`document.querySelector("[data-block-id=rows] table").offsetWidth <= 390`)
	picture(t, page, "table-phone")
}
