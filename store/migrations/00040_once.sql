-- +goose Up

-- What is done once, whichever replica is asked for it, until it is forgotten.
CREATE TABLE once (
    id         TEXT PRIMARY KEY,
    expires_ms BIGINT NOT NULL
);

CREATE INDEX once_expires ON once (expires_ms);
