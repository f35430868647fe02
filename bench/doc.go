// Bench measures mayarbot beside a bare slack-go loop, which is the least that a bot can do, and
// beside a Bolt JS app, which is what Slack itself offers. All talk to sandbox/fakeslack on the
// loopback; mayarbot also talks to sandbox/fakemayar.
//
//	go run ./bench                 # five rounds, about three minutes
//	go run ./bench -rounds 1       # a quick look
//
// Each round starts every peer once, in turn, as a process of its own with a Slack of its own, so
// that what the machine does meanwhile hits all of them alike. The others acknowledge /unpaid and
// answer one line; mayarbot answers its real /unpaid from the mirror of 278 transactions: the page
// of ten with totals, aging and buttons. So that like stands beside like, Bolt is measured a second
// time with a constant: the very message that mayarbot answered with at the beginning of the run. A
// thousand commands warm everybody up.
//
// What is measured, as medians of the rounds with the smallest and the largest:
//
//   - start to connected: from the start of the process to its first open socket;
//   - idle memory: resident memory (VmRSS, Linux only) two seconds after the first answer;
//   - ack: from the envelope leaving Slack to its acknowledgement arriving;
//   - reply: from the envelope leaving Slack to the answer being there to read;
//   - commands a second: with 50 in flight, until the last answer;
//   - Slack calls per command: of the Web API and response_urls.
//
// The pretend Slack runs in this program and shares the cores with the peers. Reading and checking
// a full page costs it 0.4 ms of processor time, so part of the distance between those that answer
// a page and those that answer a line, with 50 in flight, is the answer and not the bot. Close what
// else the machine does.
//
// Bolt needs Node 20 and npm, and is left out with a sentence where they are missing. The table is
// Markdown, with the machine and the date, and under it stands each row in which mayarbot is slower
// or larger than Bolt, with one line and with the same message.
package main
