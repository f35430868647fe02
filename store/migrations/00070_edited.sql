-- +goose Up

-- For whoever has read the rows of unpaid and wants what has changed since: the version of the last change after the insert.
ALTER TABLE unpaid ADD COLUMN edited_ms BIGINT NOT NULL DEFAULT 0;

CREATE INDEX unpaid_edited ON unpaid (edited_ms) WHERE edited_ms > 0;

-- Rows that were closed before then are deleted.
ALTER TABLE mirror ADD COLUMN purged_ms BIGINT NOT NULL DEFAULT 0;
