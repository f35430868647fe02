-- +goose Up
CREATE TABLE audit (
    id        TEXT PRIMARY KEY,
    at_ms     BIGINT NOT NULL,
    ref       TEXT NOT NULL,
    team      TEXT NOT NULL,
    channel   TEXT NOT NULL,
    user_id   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    command   TEXT NOT NULL,
    action_id TEXT NOT NULL,
    detail    TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    took_ms   BIGINT NOT NULL,
    replica   TEXT NOT NULL
);

CREATE INDEX audit_at ON audit (at_ms);
