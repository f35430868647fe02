package fakemayar

import (
	"slices"
	"strings"
	"time"
)

// A Product is something that the merchant sells.
type Product struct {
	ID          string
	Name        string
	Type        string // "membership", "credit_usage_product", "course", …
	Slug        string
	Description string // HTML
	Status      string
	Amount      int64 // rupiah; 0 if the tiers have the price or the buyer chooses it
	CreatedAt   time.Time
	Tiers       []Tier // only for memberships, newest first
}

// A Tier is a level of a membership.
type Tier struct {
	ID        string
	Name      string
	Status    string // "ACTIVE" or "INACTIVE"
	SoldOut   bool
	Limit     int // seats; 0 means no limit
	CreatedAt time.Time
	Periods   []Period
}

// A Period is a length of time for which a tier is sold.
type Period struct {
	ID       string
	Months   int
	Lifetime bool
	Amount   int64  // rupiah; 0 if the answer says null
	Status   string // "ACTIVE"; empty if the answer says null
}

// Product types that support an immutable checkout.
const (
	typeMembership  = "membership"
	typeCreditUsage = "credit_usage_product"
)

// newTier makes a tier with prices for a month, a quarter, a year and a lifetime. A price of 0
// means that the tier is not sold for that period.
func newTier(name string, month, quarter, year, life int64) Tier {
	t := Tier{Name: name, Status: "ACTIVE"}
	for _, p := range []Period{
		{Months: 1, Amount: month}, {Months: 3, Amount: quarter}, {Months: 12, Amount: year},
		{Lifetime: true, Amount: life},
	} {
		if p.Amount > 0 {
			p.Status = "ACTIVE"
		}
		t.Periods = append(t.Periods, p)
	}
	return t
}

func soldOut(t Tier) Tier {
	t.SoldOut, t.Limit = true, 25
	return t
}

func inactive(t Tier) Tier {
	t.Status = "INACTIVE"
	return t
}

// catalog lists the products, newest first.
func catalog() []Product {
	return []Product{
		{Name: "Kelas Menulis Mingguan", Type: typeMembership, Tiers: []Tier{
			newTier("Paket Dasar", 75_000, 210_000, 0, 0), newTier("Paket Lengkap", 150_000, 420_000, 1_500_000, 0),
			soldOut(newTier("Paket Mentor", 450_000, 0, 0, 0)),
		}},
		{Name: "Kredit AI Penerjemah", Type: typeCreditUsage, Amount: 1_000},
		{Name: "Ebook Resep Nusantara", Type: "ebook", Amount: 49_000},
		{Name: "Klub Kopi Bulanan", Type: typeMembership, Tiers: []Tier{
			newTier("1 Bungkus", 95_000, 270_000, 0, 0), newTier("2 Bungkus", 180_000, 515_000, 1_950_000, 0),
		}},
		{Name: "Webinar Pajak UMKM", Type: "webinar", Amount: 125_000},
		{Name: "Kursus Fotografi Ponsel", Type: "course", Amount: 349_000},
		{Name: "Donasi Taman Baca", Type: "fundraising"},
		{Name: "Komunitas Lari Pagi", Type: typeMembership, Tiers: []Tier{
			newTier("Pelari", 25_000, 0, 250_000, 0), newTier("Pelatih", 60_000, 0, 600_000, 0),
			inactive(newTier("Pendiri", 0, 0, 0, 999_000)), newTier("Relawan", 0, 0, 0, 0),
		}},
		{Name: "Template Keuangan & Stok <Toko>", Type: "digital_product", Amount: 79_000},
		{Name: "Konsultasi Desain 60 Menit", Type: "coaching", Amount: 500_000},
		{Name: "Kaos Edisi Ulang Tahun", Type: "physical_product", Amount: 135_000},
		{Name: "Akses Studio Podcast", Type: typeMembership, Tiers: []Tier{
			newTier("Siang", 300_000, 850_000, 0, 0), newTier("Malam", 400_000, 1_100_000, 0, 0),
			newTier("Selamanya", 0, 0, 0, 7_500_000),
		}},
		{Name: "Jasa Pembuatan Website", Type: "generic_link", Amount: 1_500_000},
		{Name: "Bootcamp Data 8 Minggu", Type: "cohort_based", Amount: 2_750_000},
		{Name: "Kredit Cetak Foto", Type: typeCreditUsage, Amount: 2_500},
		{Name: "Pentas Wayang Malam Minggu", Type: "event", Amount: 85_000},
		{Name: "Kelas Bahasa Jawa Daring", Type: "course", Amount: 199_000},
		{Name: "Perpustakaan Digital Keluarga", Type: typeMembership, Tiers: []Tier{
			newTier("Perorangan", 15_000, 40_000, 150_000, 0), newTier("Keluarga", 35_000, 95_000, 350_000, 1_200_000),
		}},
		{Name: "Traktir Kopi", Type: "generic_link"},
		{Name: "Sewa Kamera Harian", Type: "generic_link", Amount: 59_000},
	}
}

func (sh *shop) generateProducts(now time.Time) []*Product {
	listed := catalog()
	products := make([]*Product, len(listed))
	for i := range listed {
		p := &listed[i]
		p.ID, p.Status, p.Slug = sh.newID(), "active", slug(p.Name)
		p.Description = "<p>" + p.Name + "</p>\n<p>Selengkapnya di <b>halaman</b> kami.</p>"
		p.CreatedAt = now.Add(-time.Duration(70+9*i)*24*time.Hour - between(sh.rng, 0, 20*time.Hour))
		for j := range p.Tiers {
			tier := &p.Tiers[j]
			tier.ID, tier.CreatedAt = sh.newID(), p.CreatedAt.Add(time.Duration(len(p.Tiers)-j)*time.Minute)
			for k := range tier.Periods {
				tier.Periods[k].ID = sh.newID()
			}
		}
		products[i] = p
	}
	return products
}

// slug turns a name into the last part of a URL.
func slug(name string) string {
	parts := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(parts, "-")
}

func (sh *shop) productByID(id string) *Product {
	i := slices.IndexFunc(sh.products, func(p *Product) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return sh.products[i]
}

// Products returns the shop's products, newest first.
func (s *Server) Products() []Product {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Product, len(s.shop.products))
	for i, p := range s.shop.products {
		out[i] = *p
	}
	return out
}
