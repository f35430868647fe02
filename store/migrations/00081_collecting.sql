-- +goose Up

-- What people did about customers. The subject is a customer_key of unpaid, or "case " and a case_id where the customer is not known.
CREATE TABLE collect_customer (
    subject       TEXT PRIMARY KEY,
    email         TEXT NOT NULL,             -- folded, to find the customer by
    phone         TEXT NOT NULL,             -- digits, beginning with the country code
    revision      BIGINT NOT NULL,           -- changes with each hold, contact and flag
    hold_by       TEXT NOT NULL DEFAULT '',  -- who writes to the customer
    hold_until_ms BIGINT NOT NULL DEFAULT 0,
    flag          TEXT NOT NULL DEFAULT '',  -- why the customer is not to be contacted; empty: they may be
    flag_by       TEXT NOT NULL DEFAULT '',
    flag_ms       BIGINT NOT NULL DEFAULT 0,
    touched_ms    BIGINT NOT NULL
);

-- Reminders that were opened or copied. A card that is about several cases has a row for each.
CREATE TABLE collect_contact (
    card      TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    subject   TEXT NOT NULL,
    user_id   TEXT NOT NULL,
    how       TEXT NOT NULL,
    at_ms     BIGINT NOT NULL,
    undone_ms BIGINT NOT NULL DEFAULT 0,     -- 0: it counts
    PRIMARY KEY (card, case_id)
);

CREATE INDEX collect_contact_of ON collect_contact (subject, at_ms);
CREATE INDEX collect_contact_case ON collect_contact (case_id);
CREATE INDEX collect_contact_by ON collect_contact (user_id, at_ms);
CREATE INDEX collect_contact_at ON collect_contact (at_ms);

-- What people did about cases.
CREATE TABLE collect_case (
    case_id        TEXT PRIMARY KEY,
    subject        TEXT NOT NULL,
    owner          TEXT NOT NULL DEFAULT '',
    owner_ms       BIGINT NOT NULL DEFAULT 0,
    snooze_ms      BIGINT NOT NULL DEFAULT 0, -- until when
    snooze_by      TEXT NOT NULL DEFAULT '',
    snooze_reason  TEXT NOT NULL DEFAULT '',
    promise_ms     BIGINT NOT NULL DEFAULT 0, -- the end of the promised day
    promise_amount BIGINT NOT NULL DEFAULT 0, -- 0: all of it
    promise_by     TEXT NOT NULL DEFAULT '',
    promised_ms    BIGINT NOT NULL DEFAULT 0, -- when it was written down
    broken         BIGINT NOT NULL DEFAULT 0, -- earlier promises that were broken
    ended_ms       BIGINT NOT NULL DEFAULT 0  -- when the case had nothing open; 0: it has
);

CREATE INDEX collect_case_of ON collect_case (subject);
CREATE INDEX collect_case_ended ON collect_case (ended_ms);

CREATE TABLE collect_note (
    id      TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    case_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    at_ms   BIGINT NOT NULL,
    text    TEXT NOT NULL
);

CREATE INDEX collect_note_of ON collect_note (subject, at_ms);
CREATE INDEX collect_note_at ON collect_note (at_ms);
