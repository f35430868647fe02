package checkout

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/message"
)

func TestParseArgs(t *testing.T) {
	t.Parallel()
	const id = "0e7f0000-9aaf-4b72-aa00-1174be6b52b1"
	for name, tt := range map[string]struct {
		text string
		want args
	}{
		"nothing":        {"", args{}},
		"product only":   {id, args{Product: id}},
		"product's name": {"Kelas Kopi  Dasar", args{Product: "Kelas Kopi  Dasar"}},
		"everything": {
			id + ` name:"Ani Wijaya" email:ani@example.com mobile:0812-0000-1111` +
				` credit:20.000 member:MBR8X2QK customer:c-1`,
			args{id, "Ani Wijaya", "ani@example.com", "0812-0000-1111", "20.000", "MBR8X2QK", "c-1", nil, false},
		},
		"without quotes": {
			id + " name:Ani Wijaya email:ani@example.com",
			args{Product: id, Name: "Ani Wijaya", Email: "ani@example.com"},
		},
		"key inside quotes": {
			`name:"email: none" email:a@example.com`, args{Name: "email: none", Email: "a@example.com"},
		},
		"key inside a word": {"nickname:x name:Ani", args{Product: "nickname:x", Name: "Ani"}},
		"Indonesian keys": {
			"nama:Ani HP:081200001111 kredit:5", args{Name: "Ani", Mobile: "081200001111", Credit: "5"},
		},
		"space after colon": {"name: Ani  email: a@example.com", args{Name: "Ani", Email: "a@example.com"}},
		"given twice":       {"name:Ani name:Budi", args{Name: "Ani", Ambiguous: []string{message.BlockCheckoutName}}},
		"by two names": {
			"hp:0812 mobile:0813 phone:0814",
			args{Mobile: "0812", Ambiguous: []string{message.BlockCheckoutMobile}},
		},
		"behind the quote": {
			`name:"Ani" vip email:a@example.com`,
			args{Name: "Ani", Email: "a@example.com", Ambiguous: []string{message.BlockCheckoutName}},
		},
		"close behind it": {`name:"Ani"vip`, args{Name: "Ani", Ambiguous: []string{message.BlockCheckoutName}}},
		"behind single ones": {
			"name:'Ma'ruf Contoh' vip", args{Name: "Ma'ruf Contoh", Ambiguous: []string{message.BlockCheckoutName}},
		},
		"a quoted product": {
			`"Kelas Kopi" dasar`, args{Product: "Kelas Kopi", Ambiguous: []string{message.BlockCheckoutProduct}},
		},
		"quotes inside":  {`name:Ani "Jo" Contoh`, args{Name: `Ani "Jo" Contoh`}},
		"an apostrophe":  {"name:Ma'ruf email:m@example.com", args{Name: "Ma'ruf", Email: "m@example.com"}},
		"unclosed quote": {`name:"Ani email:a@example.com`, args{Name: "Ani email:a@example.com"}},
		"an empty value": {"name: email:a@example.com", args{Email: "a@example.com"}},
		"commas between": {
			"email:ani@example.com, mobile:081200001111, name:Ani Wijaya,",
			args{Email: "ani@example.com", Mobile: "081200001111", Name: "Ani Wijaya"},
		},
		"commas without a space": {
			"email:ani@example.com,mobile:081200001111;name:Ani Wijaya , hp:0812",
			args{
				Email: "ani@example.com", Mobile: "081200001111", Name: "Ani Wijaya",
				Ambiguous: []string{message.BlockCheckoutMobile},
			},
		},
		"semicolons": {
			"Kelas Kopi; name:Ani Wijaya;; email:a@example.com ;",
			args{Product: "Kelas Kopi", Name: "Ani Wijaya", Email: "a@example.com"},
		},
		"wide commas": {"name:Ani，email:a@example.com；", args{Name: "Ani", Email: "a@example.com"}},
		"a comma behind quotes": {
			`name:"Ani Wijaya", email:"a@example.com";`, args{Name: "Ani Wijaya", Email: "a@example.com"},
		},
		"a comma in quotes": {`name:"Ani," email:a@example.com`, args{Name: "Ani,", Email: "a@example.com"}},
		"a comma inside": {
			"name:PT Maju, Tbk. email:a@example.com", args{Name: "PT Maju, Tbk.", Email: "a@example.com"},
		},
		"a comma alone":         {"name:, email:a@example.com", args{Email: "a@example.com"}},
		"a key behind a letter": {"name:Ani,hp:0812 x", args{Name: "Ani", Mobile: "0812 x"}},
		"an emoji of the team": {
			"name:Sekar :tokoani: Florist",
			args{Name: "Sekar :tokoani: Florist", Ambiguous: []string{message.BlockCheckoutName}},
		},
		"a mention by its id": {
			"name:@U0BUDI0002 Misal",
			args{Name: "@U0BUDI0002 Misal", Ambiguous: []string{message.BlockCheckoutName}},
		},
		"a channel by its id": {
			"name:Toko #C0FINANCE2", args{Name: "Toko #C0FINANCE2", Ambiguous: []string{message.BlockCheckoutName}},
		},
		"a mention by its name": {"name:@budi Misal", args{Name: "@budi Misal"}},
		"without keys": {
			`"Kelas Kopi" Ani Wijaya ani@example.com 0812 0000 1111`,
			args{
				Product: "Kelas Kopi", Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "0812 0000 1111",
				Guessed: true,
			},
		},
		"without keys, in another order": {
			id + `, +62 812-0000-1111, ani@example.com, Ani Wijaya`,
			args{Product: id, Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "+62 812-0000-1111", Guessed: true},
		},
		"without keys or quotes": {
			`kelas kopi Ani ani@example.com 081200001111`,
			args{Product: "kelas kopi Ani", Email: "ani@example.com", Mobile: "081200001111", Guessed: true},
		},
		"one without its key": {
			`"Kelas Kopi" ani@example.com name:Ani Wijaya hp:081200001111`,
			args{
				Product: "Kelas Kopi", Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "081200001111",
				Guessed: true,
			},
		},
		"a key for the product": {"name:Ani produk:Kelas Kopi", args{Name: "Ani", Product: "Kelas Kopi"}},
		"a space before a colon": {
			"name : Ani Wijaya hp : 081200001111", args{Name: "Ani Wijaya", Mobile: "081200001111"},
		},
		"other keys": {
			"e-mail:a@example.com wa:0812 pelanggan:c-1 anggota:MBR8",
			args{Email: "a@example.com", Mobile: "0812", CustomerID: "c-1", MemberID: "MBR8"},
		},
		"a list with bars": {
			"Kelas Kopi | name:Ani Wijaya | hp:081200001111 | email:a@example.com |",
			args{Product: "Kelas Kopi", Name: "Ani Wijaya", Mobile: "081200001111", Email: "a@example.com"},
		},
		"a list with bullets": {
			"Kelas Kopi - nama: Ani Wijaya - hp: 081200001111 • email: a@example.com",
			args{Product: "Kelas Kopi", Name: "Ani Wijaya", Mobile: "081200001111", Email: "a@example.com"},
		},
		"a list with words": {
			"name:Ani Wijaya & hp:081200001111 dan email:a@example.com.",
			args{Name: "Ani Wijaya", Mobile: "081200001111", Email: "a@example.com"},
		},
		"a list with numbers": {
			"Kelas Kopi 1. hp: 081200001111 2. email: a@example.com 3. nama: Ani 4. kredit: 5",
			args{
				Product: "Kelas Kopi 1.", Mobile: "081200001111", Email: "a@example.com", Name: "Ani 4.", Credit: "5",
				Ambiguous: []string{message.BlockCheckoutProduct, message.BlockCheckoutName},
			},
		},
		"a dash in a name": {
			"name:Toko Ani - Bandung email:a@example.com", args{Name: "Toko Ani - Bandung", Email: "a@example.com"},
		},
		"keys of two words": {
			"nama lengkap:Ani no. hp:0812 alamat email:a@example.com",
			args{Name: "Ani", Mobile: "0812", Email: "a@example.com"},
		},
		"English ones": {
			"Full name: Ani Phone number: 0812 E-mail address: a@example.com",
			args{Name: "Ani", Mobile: "0812", Email: "a@example.com"},
		},
		"other words for them": {
			"nama:Ani nomor WA:0812 surel:a@example.com", args{Name: "Ani", Mobile: "0812", Email: "a@example.com"},
		},
		"two for one": {
			"nama:Ani No WA/HP : 0812 mail:a@example.com",
			args{Name: "Ani", Mobile: "0812", Email: "a@example.com"},
		},
		"signs instead of a colon": {
			"name=Ani whatsapp = 0812 email::a@example.com",
			args{Name: "Ani", Mobile: "0812", Email: "a@example.com"},
		},
		"an e-mail in brackets": {
			"name:Ani email:<a@example.com>, hp:0812", args{Name: "Ani", Email: "a@example.com", Mobile: "0812"},
		},
		"an unknown key": {
			"name:Ani kota: Bandung hp:0812", args{
				Name: "Ani kota: Bandung", Mobile: "0812", Ambiguous: []string{message.BlockCheckoutName},
			},
		},
		"a mark that is left over": {
			"name:*Ani hp:0812", args{Name: "*Ani", Mobile: "0812", Ambiguous: []string{message.BlockCheckoutName}},
		},
		"an e-mail in the name": {
			"name:Ani a@example.com email:b@example.com",
			args{Name: "Ani a@example.com", Email: "b@example.com", Ambiguous: []string{message.BlockCheckoutName}},
		},
		"an address for a name": {
			"name:https://tokoani.com hp:0812", args{Name: "https://tokoani.com", Mobile: "0812"},
		},
		"a product with numbers": {"Kelas 2026 batch 12", args{Product: "Kelas 2026 batch 12"}},
		"multi-byte letters": {
			`name:"Şenol Ñandú" email:s@example.com`, args{Name: "Şenol Ñandú", Email: "s@example.com"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, parseArgs(tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
