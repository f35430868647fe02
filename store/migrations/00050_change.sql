-- +goose Up

-- People of the workspace who have changed lately, so that every replica asks Slack anew about them.
CREATE TABLE user_change (
    user_id TEXT PRIMARY KEY,
    stamp   TEXT NOT NULL,
    at_ms   BIGINT NOT NULL
);

CREATE INDEX user_change_at ON user_change (at_ms);
