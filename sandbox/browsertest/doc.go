// Package browsertest drives the sandbox's page in a headless Chromium, the way a person would: by the words on buttons and fields.
//
//	browser := browsertest.Start(t)         // skips the test unless TEST_CHROMIUM names a Chromium
//	page := browser.Open(t, server.URL)
//	page.Type("Message", "/unpaid\n")
//	page.WaitText("278 unpaid")
//	page.Click("Next")
//	page.Within("#modal").Type("Name", "Sari Contoh")
//	page.Screenshot(filepath.Join(dir, "unpaid.png"))
//
// Every step waits until what it needs is there and visible, and fails the test after twenty seconds, with a picture of the page in the test's
// artifact directory (go test -artifacts). A test also fails when a script of its page throws.
package browsertest
