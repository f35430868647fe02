CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
CREATE TABLE audit (
    id        TEXT PRIMARY KEY,
    at_ms     BIGINT NOT NULL,
    ref       TEXT NOT NULL,
    team      TEXT NOT NULL,
    channel   TEXT NOT NULL,
    user_id   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    command   TEXT NOT NULL,
    action_id TEXT NOT NULL,
    detail    TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    took_ms   BIGINT NOT NULL,
    replica   TEXT NOT NULL
);
CREATE INDEX audit_at ON audit (at_ms);
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
    missed_sweeps         BIGINT NOT NULL DEFAULT 0, -- whole sweeps in a row that did not
    valid_from_ms       BIGINT NOT NULL,         -- since when it has been open with this status and amount
    start_reason          TEXT NOT NULL,           -- new, reappeared, changed
    closed_ms        BIGINT NOT NULL DEFAULT 0, -- 0 while it is open
    outcome        TEXT NOT NULL DEFAULT '',  -- paid, expired, closed, unknown
    lookups          BIGINT NOT NULL DEFAULT 0  -- how often Mayar was asked what became of it
, outcome_known_ms BIGINT NOT NULL DEFAULT 0, edited_ms BIGINT NOT NULL DEFAULT 0, customer_key TEXT NOT NULL DEFAULT '', case_id TEXT NOT NULL DEFAULT '');
CREATE INDEX unpaid_by_group ON unpaid (group_key, created_ms, id, amount) WHERE closed_ms = 0 AND status = 'active';
CREATE INDEX unpaid_by_age ON unpaid (created_ms, amount) WHERE closed_ms = 0 AND status = 'active';
CREATE INDEX unpaid_inactive ON unpaid (created_ms) WHERE closed_ms = 0 AND status <> 'active';
CREATE TABLE "unpaid_history" (
    id        TEXT PRIMARY KEY,             -- transaction and begin
    unpaid_id TEXT NOT NULL,
    status    TEXT NOT NULL,
    amount    BIGINT NOT NULL,
    valid_from_ms  BIGINT NOT NULL,
    start_reason     TEXT NOT NULL,
    valid_to_ms    BIGINT NOT NULL,
    end_reason     TEXT NOT NULL                 -- changed, or an outcome
);
CREATE TABLE unpaid_group (
    group_key TEXT PRIMARY KEY,
    newest_id TEXT NOT NULL,
    newest_ms BIGINT NOT NULL,
    oldest_ms BIGINT NOT NULL,
    count     BIGINT NOT NULL,
    amount    BIGINT NOT NULL
, no_amount BIGINT NOT NULL DEFAULT 0);
CREATE INDEX unpaid_group_newest ON unpaid_group (newest_ms, group_key);
CREATE INDEX unpaid_group_oldest ON unpaid_group (oldest_ms, group_key);
CREATE INDEX unpaid_group_amount ON unpaid_group (amount, group_key);
CREATE TABLE unpaid_hour (
    hour   BIGINT PRIMARY KEY,              -- created_ms / 3600000
    count  BIGINT NOT NULL,
    amount BIGINT NOT NULL
, no_amount BIGINT NOT NULL DEFAULT 0);
CREATE TABLE mirror (
    id             BIGINT PRIMARY KEY,
    count          BIGINT NOT NULL DEFAULT 0,
    amount         BIGINT NOT NULL DEFAULT 0,
    group_count    BIGINT NOT NULL DEFAULT 0,
    as_of_ms       BIGINT NOT NULL DEFAULT 0,
    sweep_number   BIGINT NOT NULL DEFAULT 0,
    first_sweep_ms BIGINT NOT NULL DEFAULT 0, -- end of the first whole sweep
    last_sweep_ms  BIGINT NOT NULL DEFAULT 0, -- begin of the last whole sweep
    sweep_pages    BIGINT NOT NULL DEFAULT 0, -- pages that one took
    complete       BIGINT NOT NULL DEFAULT 0, -- 1 when it saw the end of the list
    failing_since_ms     BIGINT NOT NULL DEFAULT 0, -- since when syncs fail; 0 when the last one did not
    sync_pages     BIGINT NOT NULL DEFAULT 0, -- progress of the sync that runs, for the other replicas
    sync_pages_total        BIGINT NOT NULL DEFAULT 0,
    sync_rows      BIGINT NOT NULL DEFAULT 0
, version_ms BIGINT NOT NULL DEFAULT 0, no_amount BIGINT NOT NULL DEFAULT 0, totals_valid BIGINT NOT NULL DEFAULT 0, purged_ms BIGINT NOT NULL DEFAULT 0);
CREATE TABLE subscription (
    id              TEXT PRIMARY KEY,
    channel         TEXT NOT NULL,
    owner           TEXT NOT NULL,          -- Slack user id
    schedule        TEXT NOT NULL,          -- as ParseSchedule understands it
    zone            TEXT NOT NULL,          -- IANA name
    language        TEXT NOT NULL,
    filter          TEXT NOT NULL,          -- as /unpaid understands it
    only_when_open           BIGINT NOT NULL,
    detailed        BIGINT NOT NULL,
    mention         TEXT NOT NULL,
    skip_late       BIGINT NOT NULL,
    paused_until_ms BIGINT NOT NULL,        -- 0: not paused
    next_ms         BIGINT NOT NULL,        -- the first slot that has no row in delivery yet
    created_ms      BIGINT NOT NULL,
    revision        BIGINT NOT NULL,        -- changes with each change that a person makes
    deleted_ms      BIGINT NOT NULL DEFAULT 0,
    problem         TEXT NOT NULL DEFAULT ''
, shared_by TEXT NOT NULL DEFAULT '', owner_gone_ms BIGINT NOT NULL DEFAULT 0, holidays TEXT NOT NULL DEFAULT '');
CREATE INDEX subscription_due ON subscription (next_ms) WHERE deleted_ms = 0;
CREATE INDEX subscription_channel ON subscription (channel) WHERE deleted_ms = 0;
CREATE TABLE delivery (
    subscription TEXT NOT NULL,
    slot_ms      BIGINT NOT NULL,
    status       TEXT NOT NULL,             -- pending, sending, posted, skipped, failed
    manual       BIGINT NOT NULL,           -- somebody asked for it
    next_attempt_ms      BIGINT NOT NULL,           -- when it is to be worked on next; whoever works on it moves it on, and so holds it until then
    attempts     BIGINT NOT NULL DEFAULT 0,
    channel      TEXT NOT NULL DEFAULT '',  -- where the last attempt went
    sent_ms      BIGINT NOT NULL DEFAULT 0, -- when the last attempt was made
    reported_until_ms      BIGINT NOT NULL DEFAULT 0, -- the moment of the changes that it reports
    reason       TEXT NOT NULL DEFAULT '',
    ts           TEXT NOT NULL DEFAULT '',
    posted_ms    BIGINT NOT NULL DEFAULT 0,
    late         BIGINT NOT NULL DEFAULT 0, shared_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (subscription, slot_ms)
);
CREATE INDEX delivery_open ON delivery (next_attempt_ms) WHERE status IN ('pending', 'sending');
CREATE TABLE digest_notice (
    owner   TEXT NOT NULL,
    scope TEXT NOT NULL,                  -- or the digest that it is about; empty: everything of the owner's
    problem TEXT NOT NULL,
    tried_ms   BIGINT NOT NULL,
    notified    BIGINT NOT NULL DEFAULT 0, subscription TEXT NOT NULL DEFAULT '', slot_ms BIGINT NOT NULL DEFAULT 0, failed BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (owner, scope, problem)
);
CREATE TABLE budget (
    id    BIGINT PRIMARY KEY,
    state TEXT NOT NULL
);
CREATE TABLE once (
    id         TEXT PRIMARY KEY,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX once_expires ON once (expires_ms);
CREATE TABLE "digest_sent_notice" (
    channel      TEXT NOT NULL,             -- where Slack has the message
    ts           TEXT NOT NULL,
    owner        TEXT NOT NULL,             -- who was told
    problem      TEXT NOT NULL,
    subscription TEXT NOT NULL,
    slot_ms      BIGINT NOT NULL,
    failed       BIGINT NOT NULL,
    posted_slot_ms BIGINT NOT NULL DEFAULT 0, -- the slot that was posted after it; 0: none yet
    posted_ms    BIGINT NOT NULL DEFAULT 0,
    tried_ms        BIGINT NOT NULL DEFAULT 0, -- when it was last tried to change it
    PRIMARY KEY (channel, ts)
);
CREATE TABLE user_change (
    user_id TEXT PRIMARY KEY,
    stamp   TEXT NOT NULL,
    at_ms   BIGINT NOT NULL
);
CREATE INDEX user_change_at ON user_change (at_ms);
CREATE INDEX unpaid_valid_from ON unpaid (valid_from_ms);
CREATE INDEX unpaid_closed ON unpaid (closed_ms) WHERE closed_ms > 0;
CREATE INDEX unpaid_outcome_known ON unpaid (outcome_known_ms) WHERE outcome_known_ms > 0;
CREATE INDEX unpaid_history_of ON unpaid_history (unpaid_id, valid_from_ms);
CREATE INDEX unpaid_history_valid_from ON unpaid_history (valid_from_ms);
CREATE INDEX unpaid_history_valid_to ON unpaid_history (valid_to_ms);
CREATE INDEX digest_sent_notice_of ON digest_sent_notice (subscription, slot_ms);
CREATE INDEX unpaid_edited ON unpaid (edited_ms) WHERE edited_ms > 0;
CREATE INDEX unpaid_by_customer ON unpaid (customer_key, created_ms);
CREATE INDEX unpaid_by_case ON unpaid (case_id, created_ms);
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
CREATE TABLE river_leader (
    elected_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    leader_id text NOT NULL,
    name text PRIMARY KEY NOT NULL DEFAULT 'default' CHECK (name = 'default'),
    CONSTRAINT name_length CHECK (length(name) > 0 AND length(name) < 128),
    CONSTRAINT leader_id_length CHECK (length(leader_id) > 0 AND length(leader_id) < 128)
);
CREATE TABLE river_migration (
    line text NOT NULL,
    version integer NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT line_length CHECK (length(line) > 0 AND length(line) < 128),
    CONSTRAINT version_gte_1 CHECK (version >= 1),
    PRIMARY KEY (line, version)
);
CREATE TABLE river_notification (
    id integer PRIMARY KEY AUTOINCREMENT,
    created_at timestamp NOT NULL DEFAULT (datetime('now', 'subsec')),
    payload text NOT NULL,
    topic text NOT NULL,
    CONSTRAINT topic_length CHECK (length(topic) > 0 AND length(topic) < 128)
);
CREATE INDEX river_notification_created_at_idx ON river_notification (created_at);
CREATE INDEX river_notification_topic_id_idx ON river_notification (topic, id);
CREATE TABLE river_job (
    id integer PRIMARY KEY, -- SQLite makes this autoincrementing automatically
    args blob NOT NULL DEFAULT (jsonb('{}')),
    attempt integer NOT NULL DEFAULT 0,
    attempted_at timestamp,
    attempted_by blob, -- json
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    errors blob, -- json
    finalized_at timestamp,
    kind text NOT NULL,
    metadata blob NOT NULL DEFAULT (jsonb('{}')),
    priority integer NOT NULL DEFAULT 1,
    queue text NOT NULL DEFAULT 'default',
    state text NOT NULL DEFAULT 'available',
    scheduled_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    tags blob NOT NULL DEFAULT (jsonb('[]')),
    unique_key blob,
    unique_states integer, max_attempts integer NOT NULL DEFAULT 25,
    CONSTRAINT finalized_or_finalized_at_null CHECK (
        (finalized_at IS NULL AND state NOT IN ('cancelled', 'completed', 'discarded')) OR
        (finalized_at IS NOT NULL AND state IN ('cancelled', 'completed', 'discarded'))
    ),
    CONSTRAINT priority_in_range CHECK (priority >= 1 AND priority <= 4),
    CONSTRAINT queue_length CHECK (length(queue) > 0 AND length(queue) < 128),
    CONSTRAINT kind_length CHECK (length(kind) > 0 AND length(kind) < 128),
    CONSTRAINT state_valid CHECK (state IN ('available', 'cancelled', 'completed', 'discarded', 'pending', 'retryable', 'running', 'scheduled'))
);
CREATE INDEX river_job_kind ON river_job (kind);
CREATE INDEX river_job_state_and_finalized_at_index ON river_job (state, finalized_at) WHERE finalized_at IS NOT NULL;
CREATE INDEX river_job_prioritized_fetching_index ON river_job (state, queue, priority, scheduled_at, id);
CREATE UNIQUE INDEX river_job_unique_idx ON river_job (unique_key)
    WHERE unique_key IS NOT NULL
        AND unique_states IS NOT NULL
        AND CASE state
            WHEN 'available' THEN unique_states & (1 << 0)
            WHEN 'cancelled' THEN unique_states & (1 << 1)
            WHEN 'completed' THEN unique_states & (1 << 2)
            WHEN 'discarded' THEN unique_states & (1 << 3)
            WHEN 'pending'   THEN unique_states & (1 << 4)
            WHEN 'retryable' THEN unique_states & (1 << 5)
            WHEN 'running'   THEN unique_states & (1 << 6)
            WHEN 'scheduled' THEN unique_states & (1 << 7)
            ELSE 0
        END >= 1;
CREATE TABLE river_queue (
    name text PRIMARY KEY NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    metadata blob NOT NULL DEFAULT (jsonb('{}')),
    paused_at timestamp,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (1, 0, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (2, 1, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (3, 2, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (4, 3, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (5, 10, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (6, 11, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (7, 12, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (8, 13, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (9, 20, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (10, 40, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (11, 41, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (12, 50, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (13, 51, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (14, 60, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (15, 70, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (16, 80, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (17, 81, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (18, 90, 1);
INSERT INTO mirror (id, count, amount, group_count, as_of_ms, sweep_number, first_sweep_ms, last_sweep_ms, sweep_pages, complete, failing_since_ms, sync_pages, sync_pages_total, sync_rows, version_ms, no_amount, totals_valid, purged_ms) VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO budget (id, state) VALUES (1, '');
INSERT INTO river_migration (line, version) VALUES ('main', 1);
INSERT INTO river_migration (line, version) VALUES ('main', 2);
INSERT INTO river_migration (line, version) VALUES ('main', 3);
INSERT INTO river_migration (line, version) VALUES ('main', 4);
INSERT INTO river_migration (line, version) VALUES ('main', 5);
INSERT INTO river_migration (line, version) VALUES ('main', 6);
INSERT INTO river_migration (line, version) VALUES ('main', 7);
