// Bench measures mayarbot beside a bare slack-go loop, which is the least that a bot can do, and a
// Bolt JS app, which is what Slack offers. All connect to sandbox/fakeslack on the loopback;
// mayarbot also to sandbox/fakemayar.
//
//	go run ./bench                 # five rounds, about three minutes
//	go run ./bench -rounds 1       # a quick look
//	go run ./bench -light          # with a fake Slack that checks no messages
//	go run ./bench -burst          # nothing but the burst
//	go run ./bench -soak 1h        # nothing but the soak
//
//	go run ./bench -growth -postgres URL   # lists, sweeps and a tick with much data
//
// Each round starts every peer once, one after the other, as a process with a fake Slack of its
// own, so that other load on the machine affects all alike. The others acknowledge /unpaid and
// answer one line. Mayarbot answers its real /unpaid from a mirror of 278 transactions: a page of
// ten with totals, aging and buttons. For a fair comparison Bolt is also measured with that same
// message as a constant. A thousand commands warm every peer up.
//
// Measured are, as medians of the rounds with the smallest and the largest:
//
//   - start to connected: from the start of the process to its first open socket;
//   - idle memory: resident memory (VmRSS, Linux only) two seconds after the first answer;
//   - ack: from the envelope leaving Slack to its acknowledgement arriving;
//   - reply: from the envelope leaving Slack to the answer being there to read;
//   - commands a second: with 50 in flight, until the last answer;
//   - processor per command: what the peer used for each of these (Linux only), and the fake Slack
//     beside it: other load on the machine changes that less than the times;
//   - Slack calls per command: of the Web API and response_urls.
//
// A second table is of a burst: 300 people, of whom the bot knows none, type a command at once,
// while Mayar takes requests and does not answer. Mayarbot is compared with a slack-go loop that
// acknowledges and does nothing else. Beside the acks stands the processor time of the peer until
// the last ack, in steps of 10 ms.
//
// The soak keeps mayarbot alone under load, with 20,000 rows, 200 people, 50 channels and all
// sockets cut every minute, and compares the last fifth of the time with the first: memory,
// goroutines, the database's file, acks and replies.
//
// The fake Slack runs in this program and shares the cores with the peers. Reading and checking a
// full page takes it 0.4 ms of processor time, so with 50 in flight part of the difference between
// a page and a line is the answer and not the bot. With -light it takes the messages as they are.
// Close other programs.
//
// Bolt needs Node 20 and npm, and is skipped with a message without them. The table is Markdown,
// with the machine and the date. Below it is each row in which mayarbot is slower or larger than
// Bolt, with one line and with the same message.
//
// With -growth nothing is started. The mirror and the digests run in this program, on SQLite and on
// a Postgres server, with 100,000 transactions and 10,000 digests. Each list follows a write, so
// that none is remembered. Measured are the time on the clock, the processor time of this program
// (without that of the Postgres server), the most memory that was in use above that at the start,
// and what was written: all writes of this process on SQLite, the write-ahead log of the whole
// server on Postgres.
package main
