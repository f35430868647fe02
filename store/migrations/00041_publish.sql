-- +goose Up

-- The admin who has said that people of another company may read the digest where it goes; empty: nobody.
ALTER TABLE subscription ADD COLUMN shared_by TEXT NOT NULL DEFAULT '';

-- Since when it is known that the owner's account is gone.
ALTER TABLE subscription ADD COLUMN owner_gone_ms BIGINT NOT NULL DEFAULT 0;

-- The same of one delivery that was asked for.
ALTER TABLE delivery ADD COLUMN shared_by TEXT NOT NULL DEFAULT '';

-- Messages that say that a digest was not posted, to be changed when it was posted after all.
CREATE TABLE digest_told (
    channel      TEXT NOT NULL,             -- where Slack has the message
    ts           TEXT NOT NULL,
    owner        TEXT NOT NULL,             -- who was told
    trouble      TEXT NOT NULL,
    subscription TEXT NOT NULL,
    slot_ms      BIGINT NOT NULL,
    failed       BIGINT NOT NULL,
    posted_slot_ms BIGINT NOT NULL DEFAULT 0, -- the slot that was posted after it; 0: none yet
    posted_ms    BIGINT NOT NULL DEFAULT 0,
    at_ms        BIGINT NOT NULL DEFAULT 0, -- when it was last tried to change it
    PRIMARY KEY (channel, ts)
);

CREATE INDEX digest_told_of ON digest_told (subscription, slot_ms);
