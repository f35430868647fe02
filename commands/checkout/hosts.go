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

// maxUnknownHosts bounds the hosts that are named.
const maxUnknownHosts = 5

var (
	// mayarHosts are Mayar's own hosts of checkout pages.
	mayarHosts = []string{"web.mayar.id", "web.mayar.io", "web.mayar.club"}

	// merchantDomains have a host for each merchant, with the same name in each domain.
	merchantDomains = []string{".myr.id", ".mayar.shop", ".myr.lat"}
)

// unknownHosts returns the hosts of links that are not known as the merchant's: from the general
// page of the product, or from other links of the account.
func (h *Handler) unknownHosts(ctx context.Context, created *mayar.Checkout, links message.CheckoutLinks) []string {
	known := map[string]bool{merchant(mayar.HostOf(created.GeneralMutableURL)): true}
	for _, host := range mayarHosts {
		known[host] = true
	}
	var unknown []string
	looked := false
	for _, address := range addresses(links) {
		host := mayar.HostOf(address)
		if !known[merchant(host)] && !looked {
			looked = true
			for _, own := range h.accountHosts(ctx) {
				known[merchant(own)] = true
			}
		}
		if named := asciiHost(host); !known[merchant(host)] && !slices.Contains(unknown, named) &&
			len(unknown) < maxUnknownHosts {
			unknown = append(unknown, named)
		}
	}
	return unknown
}

// asciiHost returns a host in ASCII, because other letters can look the same.
func asciiHost(host string) string { return strings.Trim(strconv.QuoteToASCII(host), `"`) }

func addresses(links message.CheckoutLinks) []string {
	all := []string{links.UsageURL, links.SingleURL}
	for _, tier := range links.Tiers {
		all = append(all, tier.URL, tier.UsageURL)
	}
	return slices.DeleteFunc(all, func(address string) bool { return address == "" })
}

// merchant returns the same name for all hosts of one merchant.
func merchant(host string) string {
	for _, domain := range merchantDomains {
		if name, ok := strings.CutSuffix(host, domain); ok && !strings.Contains(name, ".") {
			return name + merchantDomains[0]
		}
	}
	return host
}

// accountHosts returns the hosts of the payment links on the first page of the unpaid list.
func (h *Handler) accountHosts(ctx context.Context) []string {
	if h.Mirror == nil {
		return nil
	}
	page, err := h.Mirror.List(ctx, receivables.Query{}, 1)
	if err != nil {
		return nil
	}
	var hosts []string
	for _, row := range page.Rows {
		if host := mayar.HostOf(row.URL); host != "" {
			hosts = append(hosts, host)
		}
	}
	return hosts
}
