// Package browsertest drives the sandbox's page in a headless Chromium like a person: by the words
// on buttons and fields.
//
//	browser := browsertest.Start(t) // skips the test unless TEST_CHROMIUM names a Chromium
//	page := browser.Open(t, server.URL)
//	page.Type("Message", "/unpaid\n")
//	page.WaitText("278 unpaid")
//	page.Click("Next")
//	page.Within("#modal").Type("Name", "Sari Contoh")
//	page.Screenshot(filepath.Join(dir, "unpaid.png"))
//
// Every step waits until its element exists and is visible. After three minutes it fails the test
// and saves a screenshot in the test's artifact directory (go test -artifacts). A test also fails
// if a script of its page throws an exception.
package browsertest
