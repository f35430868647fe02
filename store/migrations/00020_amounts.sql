-- +goose Up

-- Amounts that nobody can owe stay out of all sums: what is above a trillion rupiah is -1, as is what cannot be read, and a negative one makes a
-- transaction no receivable.
UPDATE unpaid SET status = 'negative', amount = 0 WHERE amount < 0;
UPDATE unpaid SET amount = -1 WHERE amount > 1000000000000;
UPDATE unpaid_past SET status = 'negative', amount = 0 WHERE amount < 0;
UPDATE unpaid_past SET amount = -1 WHERE amount > 1000000000000;

-- How many of a sum have no amount.
ALTER TABLE unpaid_group ADD COLUMN no_amount BIGINT NOT NULL DEFAULT 0;
ALTER TABLE unpaid_hour ADD COLUMN no_amount BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mirror ADD COLUMN no_amount BIGINT NOT NULL DEFAULT 0;

-- 1 when the kept sums are right. Sums of earlier versions may not even be whole numbers any more: the next write makes all of them anew.
ALTER TABLE mirror ADD COLUMN kept BIGINT NOT NULL DEFAULT 0;
DELETE FROM unpaid_group;
DELETE FROM unpaid_hour;
UPDATE mirror SET count = 0, amount = 0, group_count = 0;
