// Mayarbot brings Mayar's unpaid transactions and checkout links into Slack.
//
//	mayarbot sandbox   try it in a browser, with no account at all
//	mayarbot run       connect to Slack and Mayar and answer
//	mayarbot doctor    check tokens, scopes, Mayar and the database, and say what to mend
//	mayarbot manifest  print the Slack app manifest to paste
//	mayarbot help      the table of environment variables
//
// Each subcommand is a file here. [newApp] puts the parts of the house together; nothing else knows
// all of them. The program is configured by the environment alone: config.go lists every variable,
// config_types.go says what each may hold.
package main
