-- +goose Up

-- When it became known what had become of a transaction that was gone by then: a digest that had told that it was gone tells so later.
ALTER TABLE unpaid ADD COLUMN known_ms BIGINT NOT NULL DEFAULT 0;

CREATE INDEX unpaid_known ON unpaid (known_ms) WHERE known_ms > 0;
