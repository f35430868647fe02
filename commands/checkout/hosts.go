package checkout

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// maxUnknownHosts bounds how many hosts are named.
const maxUnknownHosts = 5

var (
	// mayarHosts are Mayar's own, where some checkout pages are.
	mayarHosts = []string{"web.mayar.id", "web.mayar.io", "web.mayar.club"}

	// merchantDomains have a host for each merchant, of the same name in each of them.
	merchantDomains = []string{".myr.id", ".mayar.shop", ".myr.lat"}
)

// unknownHosts are the hosts to which links lead and which are not the merchant's: not that of the
// product's general page, nor of other links of the account.
func (c *Handler) unknownHosts(ctx context.Context, made *mayar.Checkout, links message.CheckoutLinks) []string {
	known := map[string]bool{merchant(mayar.HostOf(made.GeneralMutableURL)): true}
	for _, host := range mayarHosts {
		known[host] = true
	}
	var strange []string
	looked := false
	for _, address := range addresses(links) {
		host := mayar.HostOf(address)
		if !known[merchant(host)] && !looked {
			looked = true
			for _, own := range c.accountHosts(ctx) {
				known[merchant(own)] = true
			}
		}
		if named := asciiHost(host); !known[merchant(host)] && !slices.Contains(strange, named) &&
			len(strange) < maxUnknownHosts {
			strange = append(strange, named)
		}
	}
	return strange
}

// asciiHost is a host in letters of ASCII: others may look the same and are not.
func asciiHost(host string) string { return strings.Trim(strconv.QuoteToASCII(host), `"`) }

func addresses(links message.CheckoutLinks) []string {
	all := []string{links.UsageURL, links.SingleURL}
	for _, tier := range links.Tiers {
		all = append(all, tier.URL, tier.UsageURL)
	}
	return slices.DeleteFunc(all, func(address string) bool { return address == "" })
}

// merchant is what the hosts of one merchant have in common.
func merchant(host string) string {
	for _, domain := range merchantDomains {
		if name, ok := strings.CutSuffix(host, domain); ok && !strings.Contains(name, ".") {
			return name + merchantDomains[0]
		}
	}
	return host
}

// accountHosts are where buyers of this account pay, as far as the first page of the list tells.
// Without the list there are none.
func (c *Handler) accountHosts(ctx context.Context) []string {
	if c.Mirror == nil {
		return nil
	}
	view, err := c.Mirror.List(ctx, receivables.Query{}, 1)
	if err != nil {
		return nil
	}
	var hosts []string
	for _, row := range view.Rows {
		if host := mayar.HostOf(row.URL); host != "" {
			hosts = append(hosts, host)
		}
	}
	return hosts
}
