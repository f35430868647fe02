-- +goose Up

-- Who wants a digest of what, where and when: the truth of all schedules.
CREATE TABLE subscription (
    id              TEXT PRIMARY KEY,
    channel         TEXT NOT NULL,
    owner           TEXT NOT NULL,          -- Slack user id
    schedule        TEXT NOT NULL,          -- as ParseSchedule understands it
    zone            TEXT NOT NULL,          -- IANA name
    language        TEXT NOT NULL,
    filter          TEXT NOT NULL,          -- as /unpaid understands it
    quiet           BIGINT NOT NULL,
    detailed        BIGINT NOT NULL,
    mention         TEXT NOT NULL,
    skip_late       BIGINT NOT NULL,
    paused_until_ms BIGINT NOT NULL,        -- 0: not paused
    next_ms         BIGINT NOT NULL,        -- the first slot that has no row in delivery yet
    created_ms      BIGINT NOT NULL,
    revision        BIGINT NOT NULL,        -- changes with each change that a person makes
    deleted_ms      BIGINT NOT NULL DEFAULT 0,
    trouble         TEXT NOT NULL DEFAULT ''
);

CREATE INDEX subscription_due ON subscription (next_ms) WHERE deleted_ms = 0;
CREATE INDEX subscription_channel ON subscription (channel) WHERE deleted_ms = 0;

-- What became of each slot: the truth of what went out.
CREATE TABLE delivery (
    subscription TEXT NOT NULL,
    slot_ms      BIGINT NOT NULL,
    status       TEXT NOT NULL,             -- pending, sending, posted, skipped, failed
    manual       BIGINT NOT NULL,           -- somebody asked for it
    wake_ms      BIGINT NOT NULL,           -- when it is to be worked on next; whoever works on it moves it on, and so holds it until then
    attempts     BIGINT NOT NULL DEFAULT 0,
    channel      TEXT NOT NULL DEFAULT '',  -- where the last attempt went
    sent_ms      BIGINT NOT NULL DEFAULT 0, -- when the last attempt was made
    upto_ms      BIGINT NOT NULL DEFAULT 0, -- the moment of the changes that it reports
    reason       TEXT NOT NULL DEFAULT '',
    ts           TEXT NOT NULL DEFAULT '',
    posted_ms    BIGINT NOT NULL DEFAULT 0,
    late         BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (subscription, slot_ms)
);

CREATE INDEX delivery_open ON delivery (wake_ms) WHERE status IN ('pending', 'sending');

-- Which owner has been told of which trouble, so that nobody is told twice.
CREATE TABLE digest_notice (
    owner   TEXT NOT NULL,
    channel TEXT NOT NULL,                  -- or the digest that it is about; empty: everything of the owner's
    trouble TEXT NOT NULL,
    at_ms   BIGINT NOT NULL,
    told    BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (owner, channel, trouble)
);
