package checkout

import (
	"context"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

func TestFormFieldErrors(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		message.BlockCheckoutProduct: kopi, message.BlockCheckoutName: "Ani Wijaya",
		message.BlockCheckoutEmail:  "ani@example.com",
		message.BlockCheckoutMobile: "+62 812-0000-1111", message.BlockCheckoutCredit: "20.000",
	}
	c := newHandler(t, nil, nil)
	if _, problems := c.parseForm(&bot.Request{Fields: good}); len(problems) != 0 {
		t.Fatalf("a good form: %v", problems)
	}
	for block, values := range map[string][]string{
		message.BlockCheckoutProduct: {"", "kopi", kopi + "0"},
		message.BlockCheckoutName:    {"", "Al", strings.Repeat("ñ", 251)},
		message.BlockCheckoutEmail: {
			"", "ani", "ani@", "ani@example", "Ani <ani@example.com>", "a@example.com b@example.com",
			"`ani@example.com`", "ani`@example.com", "ani@exa`mple.com", "ani@exa_mple.com",
			"ani@example.com?subject=x", "mailto:ani@example.com",
			"*ani@example.com", "ani@example.com*", "~ani@example.com", "ani@-example.com", "ani@example-.com",
			"ani@example..com", "ani@example.com.",
			"ani@example.c", "ani@example.123", "ani@exam ple.com", "<ani@example.com>", "ani@@example.com",
			`"a b"@example.com`,
		},
		message.BlockCheckoutMobile: {"", "081200001", "0812000011112222", "08120000111x", "0812+0000111",
			"1234567890", "+62081200", "+999 1234 5678", "081200001111, 081300002222", "none"},
		message.BlockCheckoutCredit: {
			"0", "-5", "+5", "1,5", "1.5", "10.50", "1000.000", ".500", "banyak", "99999999999999999999",
		},
		message.BlockCheckoutCustomer: {"a b", "../x"},
		message.BlockCheckoutMember:   {"<@U1>"},
	} {
		for _, value := range values {
			fields := map[string]string{}
			for k, v := range good {
				fields[k] = v
			}
			fields[block] = value
			_, problems := c.parseForm(&bot.Request{Fields: fields})
			if len(problems) != 1 || problems[block] == "" {
				t.Errorf("%s=%q: %v", block, value, problems)
			}
		}
	}
}

func TestValidEmails(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"ani@example.com", "ani_w@example.com", "ani.w+toko@mail.example.co.id", "a-b@exa-mple.com", "ANI@EXAMPLE.COM",
		"o'neil@example.com", "1@2.co",
		"ani@tokö.example", "ani@xn--tok-1ua.xn--p1ai", "_ani_@example.com",
	} {
		if !isEmail(address) {
			t.Errorf("%s is refused", address)
		}
	}
}

// A customer whose number is written in another way within a minute is the same request.
func TestSpellingsOfANumberAreOneRequest(t *testing.T) {
	t.Parallel()
	asked := 0
	c := newHandler(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) {
		asked++
		return &mayar.Checkout{Single: newLink(t, map[string]any{"email": "ani@example.com"})}, nil
	}), &fakeTiers{})
	for _, mobile := range []string{
		"081200001111", "+6281200001111", "62812-0000-1111", "+62 (0)812 0000 1111", "0812 0000 1111",
	} {
		var reply commandtest.Responder
		req := bot.Request{Text: kopi + " name:Ani Wijaya email:ani@example.com mobile:" + mobile}
		if err := c.run(t.Context(), &req, &reply); err != nil {
			t.Fatal(err)
		}
		if len(reply.Forms) > 0 {
			t.Errorf("%s opens the form", mobile)
		}
	}
	if asked != 1 {
		t.Errorf("Mayar was asked %d times", asked)
	}
}

// Copied text contains invisible characters.
func TestInvisibleCharactersAreStripped(t *testing.T) {
	t.Parallel()
	request, wrong := requestOf(message.CheckoutForm{
		Product: message.Product{
			ID: kopi,
		}, Name: "Ani\u200b \u202eWijaya\u00a0 Contoh", Email: "\u200eani@example.com\u200b", Credit: "1.020.000",
	})
	if len(wrong) != 1 || request.Customer.Name != "Ani Wijaya Contoh" || request.Customer.Email != "ani@example.com" ||
		request.CreditAmount != 1_020_000 {
		t.Errorf("%+q, %d, wrong: %v", request.Customer, request.CreditAmount, wrong)
	}
	for typed, want := range map[string]string{
		"\u202a+62 812‑3456‑7890\u202c":    "6281234567890",
		"(+62) 812–3456–7890":              "6281234567890",
		"+62\u00a0812\u00a03456\u00a07890": "6281234567890",
		"0812.3456/7890":                   "6281234567890",
		"+62 (0)812-0000-1111":             "6281200001111",
		"+62 0812 0000 1111":               "6281200001111",
		"+65 9123 4567":                    "6591234567",
	} {
		if got, ok := mobileDigits(typed); !ok || got != want {
			t.Errorf("%+q: %q, %t", typed, got, ok)
		}
	}
}

// A form without links comes back with what was filled in and what went wrong. If it was closed,
// the error is the answer.
func TestFailedFormReopens(t *testing.T) {
	t.Parallel()
	filled := map[string]string{
		message.BlockCheckoutProduct: kopi, message.BlockCheckoutName: "Ani Wijaya",
		message.BlockCheckoutEmail:  "ani@example.com",
		message.BlockCheckoutMobile: "081200001111", message.BlockCheckoutCredit: "1000",
		message.BlockCheckoutCustomer: "CUST-0001",
		message.BlockCheckoutMember:   "MBR0SAMP",
	}
	wrongPerson := &mayar.Checkout{Usage: newTierLink(t, "budi@example.com", "", "").Link}
	for name, tt := range map[string]struct {
		made *mayar.Checkout
		err  error
		says string
	}{
		"product":    {nil, &mayar.Error{Reason: mayar.ReasonWrongProduct}, "cannot have a fixed checkout link"},
		"duplicate":  {nil, &mayar.Error{Reason: mayar.ReasonDuplicate}, "less than a minute ago"},
		"down":       {nil, &mayar.Error{Reason: mayar.ReasonUpstream}, "Mayar is not working"},
		"in time":    {nil, context.DeadlineExceeded, "took too long"},
		"no link":    {&mayar.Checkout{}, nil, "Mayar gave no link"},
		"other link": {wrongPerson, nil, "not shown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newHandler(
				t,
				linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) { return tt.made, tt.err }),
				&fakeTiers{},
			)
			if _, err := c.catalog.load(t.Context()); err != nil { // as the menu of the form does
				t.Fatal(err)
			}
			for _, closed := range []bool{false, true} {
				reply := commandtest.Responder{Closed: closed}
				err := submitForm(t, c, &bot.Request{Kind: bot.KindForm, Ref: "QX7RTPA", Fields: filled}, &reply)
				if err == nil || len(reply.Shown) > 0 || len(reply.Kept) > 0 {
					t.Fatalf("closed %v: %v; shown %d, kept %d", closed, err, len(reply.Shown), len(reply.Kept))
				}
				if closed {
					if problem := usererr.Explain(
						err, mayar.Health{}, commandtest.Noon,
					); problem.Operation != message.OpCheckout ||
						problem.Kind == message.ProblemInternal {
						t.Errorf("nothing is left to say: %+v", problem)
					}
					continue
				}
				form := commandtest.JSON(t, reply.Forms)
				for _, value := range filled {
					if !strings.Contains(form, value) {
						t.Errorf("%s is lost", value)
					}
				}
				for _, want := range []string{tt.says, "Try again", "QX7RTPA", "Kelas Kopi"} {
					if !strings.Contains(form, want) {
						t.Errorf("%q is missing in %s", want, form)
					}
				}
			}
		})
	}
}

func TestFormCopiesLinksToDM(t *testing.T) {
	t.Parallel()
	made := &mayar.Checkout{Tiers: []mayar.TierLink{newTierLink(t, "ani@example.com", "t1", "t1")}}
	c := newHandler(t, linkMakerFunc(func(*mayar.CheckoutRequest) (*mayar.Checkout, error) { return made, nil }),
		&fakeTiers{tiers: []mayar.Tier{{ID: "t1", Name: "Hemat"}}})
	var reply commandtest.Responder
	if err := submitForm(t, c, &bot.Request{Kind: bot.KindForm, Fields: map[string]string{
		message.BlockCheckoutProduct: kopi, message.BlockCheckoutName: "Ani Wijaya",
		message.BlockCheckoutEmail: "ani@example.com", message.BlockCheckoutMobile: "081200001111",
	}}, &reply); err != nil {
		t.Fatal(err)
	}
	if len(reply.Kept) != 1 || !strings.Contains(commandtest.JSON(t, reply.Kept), made.Tiers[0].Link.URL()) ||
		!strings.Contains(commandtest.JSON(t, reply.Kept), "Hemat") {
		t.Errorf("kept: %s", commandtest.JSON(t, reply.Kept))
	}
	if !strings.Contains(reply.Last(t), "direct message") {
		t.Errorf("the form does not say that the links are kept: %s", reply.Last(t))
	}
}
