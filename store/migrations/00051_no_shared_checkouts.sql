-- +goose Up

-- Each replica remembers the checkout links of the last minute by itself.
DROP TABLE checkout;
