-- +goose Up

-- Whom a transaction is of, over all products, and the short id of customer and product. The next sweep writes the ids of open rows.
ALTER TABLE unpaid ADD COLUMN customer_key TEXT NOT NULL DEFAULT '';
ALTER TABLE unpaid ADD COLUMN case_id TEXT NOT NULL DEFAULT '';

-- The part of group_key before its line end: nothing, where there is none.
UPDATE unpaid SET customer_key = rtrim(rtrim(group_key, replace(group_key, '
', '')), '
');

CREATE INDEX unpaid_by_customer ON unpaid (customer_key, created_ms);
CREATE INDEX unpaid_by_case ON unpaid (case_id, created_ms);
