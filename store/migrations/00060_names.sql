-- +goose Up

-- Of the mirror.
ALTER TABLE unpaid RENAME COLUMN missed TO missed_sweeps;      -- sweeps in a row that did not see it, as far as they count
ALTER TABLE unpaid RENAME COLUMN since_ms TO valid_from_ms;    -- since when it has been open with this status and amount
ALTER TABLE unpaid RENAME COLUMN began TO start_reason;        -- new, reappeared, changed
ALTER TABLE unpaid RENAME COLUMN gone_ms TO closed_ms;         -- when Mayar no longer listed it; 0: open
ALTER TABLE unpaid RENAME COLUMN known_ms TO outcome_known_ms; -- when the outcome of one that was closed as unknown was found; 0: never
ALTER TABLE unpaid RENAME COLUMN tries TO lookups;             -- how often Mayar was asked about it

DROP INDEX unpaid_since;
CREATE INDEX unpaid_valid_from ON unpaid (valid_from_ms);
DROP INDEX unpaid_gone;
CREATE INDEX unpaid_closed ON unpaid (closed_ms) WHERE closed_ms > 0;
DROP INDEX unpaid_known;
CREATE INDEX unpaid_outcome_known ON unpaid (outcome_known_ms) WHERE outcome_known_ms > 0;

-- The earlier periods of each transaction: each has one status and one amount.
ALTER TABLE unpaid_past RENAME TO unpaid_history;
ALTER TABLE unpaid_history RENAME COLUMN since_ms TO valid_from_ms;
ALTER TABLE unpaid_history RENAME COLUMN began TO start_reason;
ALTER TABLE unpaid_history RENAME COLUMN end_ms TO valid_to_ms;
ALTER TABLE unpaid_history RENAME COLUMN ended TO end_reason;  -- changed, or an outcome

DROP INDEX unpaid_past_of;
CREATE INDEX unpaid_history_of ON unpaid_history (unpaid_id, valid_from_ms);
DROP INDEX unpaid_past_since;
CREATE INDEX unpaid_history_valid_from ON unpaid_history (valid_from_ms);
DROP INDEX unpaid_past_end;
CREATE INDEX unpaid_history_valid_to ON unpaid_history (valid_to_ms);

ALTER TABLE mirror RENAME COLUMN moment_ms TO version_ms;        -- the version: each write moves it forward
ALTER TABLE mirror RENAME COLUMN failing_ms TO failing_since_ms; -- 0: the last sync succeeded
ALTER TABLE mirror RENAME COLUMN sync_of TO sync_pages_total;    -- estimated pages of the running sync; 0: unknown
ALTER TABLE mirror RENAME COLUMN kept TO totals_valid;           -- 1: the totals are right; else the next write rebuilds them

-- Of the digests.
ALTER TABLE subscription RENAME COLUMN quiet TO only_when_open;
ALTER TABLE subscription RENAME COLUMN trouble TO problem;

ALTER TABLE delivery RENAME COLUMN wake_ms TO next_attempt_ms;   -- also the end of the lease of whoever works on it
ALTER TABLE delivery RENAME COLUMN upto_ms TO reported_until_ms; -- the end of the changes that it reports

ALTER TABLE digest_notice RENAME COLUMN channel TO scope;        -- a channel, a digest; empty: all digests of the owner
ALTER TABLE digest_notice RENAME COLUMN trouble TO problem;
ALTER TABLE digest_notice RENAME COLUMN at_ms TO tried_ms;       -- when it was last tried to send it
ALTER TABLE digest_notice RENAME COLUMN told TO notified;

ALTER TABLE digest_told RENAME TO digest_sent_notice;
ALTER TABLE digest_sent_notice RENAME COLUMN trouble TO problem;
ALTER TABLE digest_sent_notice RENAME COLUMN at_ms TO tried_ms;  -- when it was last tried to update it

DROP INDEX digest_told_of;
CREATE INDEX digest_sent_notice_of ON digest_sent_notice (subscription, slot_ms);
