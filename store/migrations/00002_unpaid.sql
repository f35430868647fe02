-- +goose Up

-- One row per transaction that Mayar lists, or has listed, as unpaid.
CREATE TABLE unpaid (
    id             TEXT PRIMARY KEY,
    created_ms     BIGINT NOT NULL,
    type           TEXT NOT NULL,
    status         TEXT NOT NULL,           -- lower case; active where Mayar gives none
    amount         BIGINT NOT NULL,         -- rupiah
    customer_name  TEXT NOT NULL,
    customer_email TEXT NOT NULL,
    customer_phone TEXT NOT NULL,           -- as Mayar gave it
    product_name   TEXT NOT NULL,
    url            TEXT NOT NULL,
    group_key      TEXT NOT NULL,           -- same customer and product
    search_text    TEXT NOT NULL,           -- name, e-mail and product, folded
    search_phone   TEXT NOT NULL,           -- digits, beginning with the country code
    first_seen_ms  BIGINT NOT NULL,
    last_seen_ms   BIGINT NOT NULL,
    seen_sweep     BIGINT NOT NULL,         -- number of the last sweep that saw it
    missed         BIGINT NOT NULL DEFAULT 0, -- whole sweeps in a row that did not
    since_ms       BIGINT NOT NULL,         -- since when it has been open with this status and amount
    began          TEXT NOT NULL,           -- new, reappeared, changed
    gone_ms        BIGINT NOT NULL DEFAULT 0, -- 0 while it is open
    outcome        TEXT NOT NULL DEFAULT '',  -- paid, expired, closed, unknown
    tries          BIGINT NOT NULL DEFAULT 0  -- how often Mayar was asked what became of it
);

CREATE INDEX unpaid_by_group ON unpaid (group_key, created_ms, id, amount) WHERE gone_ms = 0 AND status = 'active';
CREATE INDEX unpaid_by_age ON unpaid (created_ms, amount) WHERE gone_ms = 0 AND status = 'active';
CREATE INDEX unpaid_inactive ON unpaid (created_ms) WHERE gone_ms = 0 AND status <> 'active';
CREATE INDEX unpaid_since ON unpaid (since_ms);
CREATE INDEX unpaid_gone ON unpaid (gone_ms) WHERE gone_ms > 0;

-- How a transaction was before: one row each time its status or amount changed, or it came back after it had gone.
CREATE TABLE unpaid_past (
    id        TEXT PRIMARY KEY,             -- transaction and begin
    unpaid_id TEXT NOT NULL,
    status    TEXT NOT NULL,
    amount    BIGINT NOT NULL,
    since_ms  BIGINT NOT NULL,
    began     TEXT NOT NULL,
    end_ms    BIGINT NOT NULL,
    ended     TEXT NOT NULL                 -- changed, or an outcome
);

CREATE INDEX unpaid_past_of ON unpaid_past (unpaid_id, since_ms);
CREATE INDEX unpaid_past_since ON unpaid_past (since_ms);
CREATE INDEX unpaid_past_end ON unpaid_past (end_ms);

-- Sums over the open, active rows of unpaid, kept in the same transactions that write them.
CREATE TABLE unpaid_group (
    group_key TEXT PRIMARY KEY,
    newest_id TEXT NOT NULL,
    newest_ms BIGINT NOT NULL,
    oldest_ms BIGINT NOT NULL,
    count     BIGINT NOT NULL,
    amount    BIGINT NOT NULL
);

CREATE INDEX unpaid_group_newest ON unpaid_group (newest_ms, group_key);
CREATE INDEX unpaid_group_oldest ON unpaid_group (oldest_ms, group_key);
CREATE INDEX unpaid_group_amount ON unpaid_group (amount, group_key);

CREATE TABLE unpaid_hour (
    hour   BIGINT PRIMARY KEY,              -- created_ms / 3600000
    count  BIGINT NOT NULL,
    amount BIGINT NOT NULL
);

-- The mirror as a whole: one row. Every transaction that writes to the tables above updates it first, so they follow each other.
CREATE TABLE mirror (
    id             BIGINT PRIMARY KEY,
    revision       BIGINT NOT NULL DEFAULT 0,
    count          BIGINT NOT NULL DEFAULT 0,
    amount         BIGINT NOT NULL DEFAULT 0,
    group_count    BIGINT NOT NULL DEFAULT 0,
    as_of_ms       BIGINT NOT NULL DEFAULT 0,
    sweep_number   BIGINT NOT NULL DEFAULT 0,
    first_sweep_ms BIGINT NOT NULL DEFAULT 0, -- end of the first whole sweep
    last_sweep_ms  BIGINT NOT NULL DEFAULT 0, -- begin of the last whole sweep
    sweep_pages    BIGINT NOT NULL DEFAULT 0, -- pages that one took
    complete       BIGINT NOT NULL DEFAULT 0, -- 1 when it saw the end of the list
    failing_ms     BIGINT NOT NULL DEFAULT 0, -- since when syncs fail; 0 when the last one did not
    sync_pages     BIGINT NOT NULL DEFAULT 0, -- progress of the sync that runs, for the other replicas
    sync_of        BIGINT NOT NULL DEFAULT 0,
    sync_rows      BIGINT NOT NULL DEFAULT 0
);

INSERT INTO mirror (id) VALUES (1);
