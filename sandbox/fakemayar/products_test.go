package fakemayar_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

func names(rows []object) []string {
	out := []string{}
	for _, row := range rows {
		out = append(out, row["name"].(string))
	}
	slices.Sort(out)
	return out
}

func TestProducts(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	for _, version := range []string{"V1", "V2"} {
		path := map[string]string{"V1": "/product", "V2": "/products"}[version]
		if got := distinct(walk(t, s, version, path, "", 7)); got != 20 {
			t.Errorf("%s: %d products, want 20", version, got)
		}
	}
	kelas := []string{"Kelas Bahasa Jawa Daring", "Kelas Menulis Mingguan"}
	members := []string{
		"Akses Studio Podcast", "Kelas Menulis Mingguan", "Klub Kopi Bulanan", "Komunitas Lari Pagi",
		"Perpustakaan Digital Keluarga",
	}
	for _, tc := range []struct {
		path string
		want []string
	}{
		{"/hl/v1/product?search=kelas", kelas},
		{"/hl/v2/products?search=KELAS", kelas},
		{"/hl/v2/products?search=" + url.QueryEscape("& Stok <Toko>"), []string{"Template Keuangan & Stok <Toko>"}},
		{"/hl/v2/products?search=nothing", []string{}},
		{"/hl/v1/product/type/membership", members},
		{"/hl/v2/products/types/membership", members},
		{"/hl/v2/products?type=membership", members},
		{"/hl/v2/products/types/membership?search=kelas", []string{"Kelas Menulis Mingguan"}},
		{"/hl/v2/products/types/credit_usage_product", []string{"Kredit AI Penerjemah", "Kredit Cetak Foto"}},
	} {
		if diff := cmp.Diff(tc.want, names(get(t, s, tc.path).rows(t))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.path, diff)
		}
	}
}

func TestProductDetail(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	const keys = `id amount category createdAt description link type subType status name limit
		redirectUrl membershipTier event order coverImage
		variants linkUrl linkPayment`
	wantKeys(t, get(t, s, "/hl/v2/products").rows(t)[0], keys)
	id := s.Products()[0].ID
	for _, path := range []string{"/hl/v1/product/", "/hl/v2/products/"} {
		row := get(t, s, path+id).object(t)["data"].(object)
		wantKeys(t, row, keys+" userId qty")
		if row["id"] != id || row["linkPayment"] != "https://toko-contoh.example/m/kelas-menulis-mingguan" ||
			len(row["membershipTier"].([]any)) != 0 {
			t.Errorf("%s: %v", path, row)
		}
		wantJSON(t, get(t, s, path+"none"), http.StatusNotFound, `{"statusCode":404,"messages":"Product not found"}`)
	}
}

// membership returns the membership with this name.
func membership(t *testing.T, s *fakemayar.Server, name string) fakemayar.Product {
	t.Helper()
	for _, p := range s.Products() {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("no product %q", name)
	return fakemayar.Product{}
}

func TestTierNames(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	p := membership(t, s, "Kelas Menulis Mingguan")
	path := "/hl/v2/memberships/tiers?limit=50&productId=" + p.ID
	rows := get(t, s, path).rows(t)
	wantKeys(t, rows[0], `id createdAt updatedAt name status description notes limit isSoldOut
		isTrialAvailable trialCredit trialPeriodInDays
		upfrontFee gracePeriodInDays paymentAtStart position paymentLinkId userId`)
	got := [][]any{}
	for _, row := range rows {
		got = append(got, []any{row["name"], row["status"], row["isSoldOut"]})
		if row["paymentLinkId"] != p.ID {
			t.Errorf("a tier of %v", row["paymentLinkId"])
		}
	}
	want := [][]any{
		{"Paket Dasar", "ACTIVE", false}, {"Paket Lengkap", "ACTIVE", false}, {"Paket Mentor", "ACTIVE", true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tiers (-want +got):\n%s", diff)
	}
	if created, ok := rows[0]["createdAt"].(string); !ok || created[10] != 'T' {
		t.Errorf("createdAt %v, want ISO 8601", rows[0]["createdAt"])
	}
	if n := len(get(t, s, "/hl/v2/memberships/tiers?productId="+membership(t, s, "Traktir Kopi").ID).rows(t)); n != 0 {
		t.Errorf("%d tiers of a product that has none", n)
	}

	one := get(t, s, "/hl/v2/memberships/tiers/"+p.Tiers[1].ID+"?productId="+p.ID).object(t)["data"].(object)
	if one["name"] != "Paket Lengkap" {
		t.Errorf("the second tier is %v", one["name"])
	}
	if a := get(t, s, "/hl/v2/memberships/tiers/none?productId="+p.ID); a.Status != http.StatusNotFound {
		t.Errorf("an unknown tier: HTTP %d", a.Status)
	}
	if a := get(t, s, "/hl/v2/memberships/tiers/"+p.Tiers[1].ID); a.Status != http.StatusBadRequest {
		t.Errorf("a tier without its product: HTTP %d", a.Status)
	}
}

func TestTierPrices(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	p := membership(t, s, "Komunitas Lari Pagi")
	v1, v2 := get(t, s, "/hl/v1/membership/"+p.ID), get(t, s, "/hl/v2/memberships/"+p.ID+"/tiers")
	wantKeys(t, v1.object(t), "statusCode messages hasMore pageCount pageSize page data total")
	wantKeys(t, v2.object(t), "statusCode messages data hasMore nextStartingAfter")
	if diff := cmp.Diff(v1.rows(t), v2.rows(t)); diff != "" {
		t.Errorf("V1 and V2 differ (-v1 +v2):\n%s", diff)
	}
	sellable := map[string]int{}
	for _, row := range v2.rows(t) {
		wantKeys(t, row, "id name status membershipTierPeriod membershipCustomer")
		for _, period := range row["membershipTierPeriod"].([]any) {
			period := period.(object)
			wantKeys(t, period, "id amount status monthPeriod isLifetime")
			if (period["amount"] == nil) != (period["status"] == nil) ||
				(period["monthPeriod"] == nil) != (period["isLifetime"] == true) {
				t.Errorf("period %v", period)
			}
			if period["amount"] != nil {
				sellable[row["name"].(string)+" "+row["status"].(string)]++
			}
		}
		buyer := row["membershipCustomer"].([]any)[0].(object)
		wantKeys(t, buyer["customer"].(object), "name email")
	}
	want := map[string]int{"Pelari ACTIVE": 2, "Pelatih ACTIVE": 2, "Pendiri INACTIVE": 1} // Relawan has no price
	if diff := cmp.Diff(want, sellable); diff != "" {
		t.Errorf("priced periods (-want +got):\n%s", diff)
	}
	if a := get(t, s, "/hl/v2/memberships/none/tiers"); a.Status != http.StatusNotFound {
		t.Errorf("an unknown product: HTTP %d", a.Status)
	}
}

func TestMembershipInfo(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	p := membership(t, s, "Klub Kopi Bulanan")
	info := get(t, s, "/hl/v2/memberships/products/"+p.ID).object(t)["data"].(object)["membershipInfo"].(object)
	if info["type"] != "CREDIT" || info["paymentLinkId"] != p.ID {
		t.Errorf("membershipInfo %v", info)
	}
	if a := get(t, s, "/hl/v2/memberships/products/none"); a.Status != http.StatusNotFound {
		t.Errorf("an unknown product: HTTP %d", a.Status)
	}
}
