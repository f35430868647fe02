package fakemayar

import "slices"

// switches are what can be changed while the server runs.
type switches struct {
	v1, v2        bool
	creditPaths   []string
	variant       Variant
	wrongCustomer bool
	wrongTier     bool
}

func switchesOf(opts Options) switches {
	return switches{v1: !opts.V1Gone, v2: !opts.V2Gone, creditPaths: opts.CreditPaths, variant: opts.CheckoutVariant}
}

// SetVersions says which versions of the HL API answer; the other one answers 404 to everything. The credit service is not part of it: what
// Mayar announced for 1 October 2026 names /hl/v1 alone.
func (s *Server) SetVersions(v1, v2 bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.switches.v1, s.switches.v2 = v1, v2
}

// SetCreditPaths says below which of CreditV1 and CreditV2 the credit service answers; none is possible.
func (s *Server) SetCreditPaths(paths ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.switches.creditPaths = slices.Clone(paths)
}

// SetCheckoutVariant says in which form immutable checkouts are answered from now on.
func (s *Server) SetCheckoutVariant(v Variant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.switches.variant = v
}

// CheckoutVariant is the form in which immutable checkouts are answered.
func (s *Server) CheckoutVariant() Variant {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.switches.variant
}

// SetWrongCustomer makes the links of every checkout name somebody else than was asked for.
func (s *Server) SetWrongCustomer(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.switches.wrongCustomer = on
}

// SetWrongTier makes the link of every tier name another tier.
func (s *Server) SetWrongTier(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.switches.wrongTier = on
}
