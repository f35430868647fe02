package fakemayar

import "slices"

// overrides are settings that can change while the server runs.
type overrides struct {
	v1, v2        bool
	creditPaths   []string
	variant       Variant
	wrongCustomer bool
	wrongTier     bool
}

func newOverrides(opts Options) overrides {
	return overrides{v1: !opts.V1Gone, v2: !opts.V2Gone, creditPaths: opts.CreditPaths, variant: opts.CheckoutVariant}
}

// SetVersions sets which versions of the HL API answer; the other one answers 404. It does not
// affect the credit service: Mayar's announcement for 1 October 2026 names /hl/v1 only.
func (s *Server) SetVersions(v1, v2 bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overrides.v1, s.overrides.v2 = v1, v2
}

// SetCreditPaths sets which of CreditV1 and CreditV2 answer, possibly none.
func (s *Server) SetCreditPaths(paths ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overrides.creditPaths = slices.Clone(paths)
}

// SetCheckoutVariant sets the format of immutable checkout responses.
func (s *Server) SetCheckoutVariant(v Variant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overrides.variant = v
}

// CheckoutVariant returns the format of immutable checkout responses.
func (s *Server) CheckoutVariant() Variant {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.overrides.variant
}

// SetWrongCustomer makes the links of every checkout name a different customer than the request.
func (s *Server) SetWrongCustomer(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overrides.wrongCustomer = on
}

// SetWrongTier makes the link of every tier name a different tier.
func (s *Server) SetWrongTier(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overrides.wrongTier = on
}
