-- +goose Up

-- The mirror's own clock: each transaction that writes to it has a later moment than the one before, whichever replica writes and whatever its clock says.
ALTER TABLE mirror ADD COLUMN moment_ms BIGINT NOT NULL DEFAULT 0;

UPDATE mirror SET moment_ms = (SELECT coalesce(max(ms), 0) FROM (
    SELECT max(since_ms) AS ms FROM unpaid UNION ALL SELECT max(gone_ms) AS ms FROM unpaid) learned);

ALTER TABLE mirror DROP COLUMN revision;
