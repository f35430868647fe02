-- +goose Up

-- What a digest does on holidays: skip, next; empty: it is posted.
ALTER TABLE subscription ADD COLUMN holidays TEXT NOT NULL DEFAULT '';
