-- +goose Up

-- What a notice is about, so that whoever finds that its owner could not be told can do so later, also after the digest comes again.
ALTER TABLE digest_notice ADD COLUMN subscription TEXT NOT NULL DEFAULT '';
ALTER TABLE digest_notice ADD COLUMN slot_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE digest_notice ADD COLUMN failed BIGINT NOT NULL DEFAULT 0; -- the slot has been given up: the owner hears of it, however late
