package fakeslack

// Slack's ids of the app.
const (
	AppID   = "A0SANDBOX1"
	BotID   = "B0SANDBOX1"
	BotUser = "U0SANDBOX1" // the bot's user id
)

// The people of the default workspace.
const (
	Ayu      = "U0AYU00001" // full member and admin
	Budi     = "U0BUDI0002" // full member
	Citra    = "U0CITRA003" // full member
	Dewa     = "U0DEWA0004" // full member, in #sales and #general only
	Guest    = "U0GITA0005" // single-channel guest of #sales
	Former   = "U0HADI0006" // deactivated
	OtherBot = "U0OTHER007" // another app's bot
	Foreign  = "U0INEZ0008" // member of another workspace, in the shared channel #sales
)

// The channels of the default workspace.
const (
	General  = "C0GENERAL1" // everybody; the bot is not in it
	Finance  = "C0FINANCE2" // the bot is in it
	Sales    = "C0SALES003" // shared with another workspace; the bot is in it
	Founders = "C0FOUND004" // private; the bot is not in it
	Together = "C0TOGETH05" // direct messages among Ayu, Budi and the bot
)

// Partner is the other workspace that shares #sales.
const Partner = "T0PARTNER2"

// slackbot is the author of Slack's own messages.
const slackbot = "USLACKBOT"

var defaultTeam = Team{ID: "T0SANDBOX1", Name: "Toko Contoh", Domain: "toko-contoh"}

func defaultUsers(team string) []User {
	const zone = "Asia/Jakarta"
	return []User{
		{ID: Ayu, Team: team, Name: "ayu", RealName: "Ayu Contoh", Email: "ayu@example.com", TZ: zone, Admin: true},
		{ID: Budi, Team: team, Name: "budi", RealName: "Budi Misal", Email: "budi@example.com", TZ: zone},
		{
			ID: Citra, Team: team, Name: "citra", RealName: "Citra Umpama", Email: "citra@example.com",
			TZ: "Asia/Makassar",
		},
		{ID: Dewa, Team: team, Name: "dewa", RealName: "Dewa Andai", Email: "dewa@example.com", TZ: "Asia/Jayapura"},
		{
			ID: Guest, Team: team, Name: "gita", RealName: "Gita Tamu", Email: "gita@example.net", TZ: zone,
			Guest: true, SingleChannelGuest: true,
		},
		{
			ID: Former, Team: team, Name: "hadi", RealName: "Hadi Mantan", Email: "hadi@example.com", TZ: zone,
			Deactivated: true,
		},
		{ID: OtherBot, Team: team, Name: "calendar", RealName: "Calendar", Bot: true},
		{
			ID: Foreign, Team: Partner, Name: "inez", RealName: "Inez Mitra", Email: "inez@example.org", TZ: zone,
			Stranger: true,
		},
		{ID: BotUser, Team: team, Name: "mayarbot", RealName: "mayarbot", Bot: true},
	}
}

func defaultChannels() []Channel {
	return []Channel{
		{ID: General, Name: "general", Members: []string{Ayu, Budi, Citra, Dewa, OtherBot}},
		{ID: Finance, Name: "finance", Members: []string{Ayu, Budi, Citra, OtherBot, BotUser}},
		{ID: Sales, Name: "sales", Shared: true, Members: []string{Ayu, Budi, Dewa, Guest, Foreign, BotUser}},
		{ID: Founders, Name: "founders", Private: true, Members: []string{Ayu, Citra}},
		{ID: Together, Name: "mpdm-ayu--budi--mayarbot-1", Private: true, GroupDM: true, Members: []string{
			Ayu, Budi, BotUser,
		}},
	}
}
