-- +goose Up

-- The budget of requests to Mayar, where several replicas share it: one row, which each of them changes in turn.
CREATE TABLE budget (
    id    BIGINT PRIMARY KEY,
    state TEXT NOT NULL
);

INSERT INTO budget (id, state) VALUES (1, '');

-- Checkout links of the last minute, so that another replica answers the same request with the same links. What was asked for cannot be read from
-- the id, nor the links from what is sealed, without the key to Mayar.
CREATE TABLE checkout (
    id         TEXT PRIMARY KEY,
    claim      TEXT NOT NULL,            -- who makes the links, or has made them
    sealed     TEXT NOT NULL DEFAULT '', -- empty while they are being made
    expires_ms BIGINT NOT NULL
);

CREATE INDEX checkout_expires ON checkout (expires_ms);
