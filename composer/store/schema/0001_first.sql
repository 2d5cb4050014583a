-- Mailings, their deliveries, and the copies that testers got.
-- Times are ISO 8601 text in UTC. Words that SQLite and PostgreSQL share, except the triggers.

CREATE TABLE mailing (
    id INTEGER PRIMARY KEY,
    issue TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    planned INTEGER NOT NULL,
    excluded INTEGER NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX mailing_of_issue ON mailing (issue);

-- The table of allowed moves in composer/ledger/delivery.py; a test compares the two.
CREATE TABLE delivery_state (name TEXT PRIMARY KEY, may_be_first INTEGER NOT NULL);
INSERT INTO delivery_state VALUES
    ('queued', 1), ('leased', 0), ('accepted', 0), ('deferred', 0),
    ('refused', 0), ('uncertain', 0), ('suppressed', 1), ('withdrawn', 0);

CREATE TABLE delivery_move (
    source TEXT NOT NULL REFERENCES delivery_state (name),
    target TEXT NOT NULL REFERENCES delivery_state (name),
    PRIMARY KEY (source, target)
);
INSERT INTO delivery_move VALUES
    ('queued', 'leased'), ('queued', 'suppressed'), ('queued', 'withdrawn'),
    ('leased', 'queued'), ('leased', 'accepted'), ('leased', 'deferred'),
    ('leased', 'refused'), ('leased', 'uncertain'),
    ('deferred', 'queued'), ('deferred', 'suppressed'), ('deferred', 'withdrawn'),
    ('refused', 'queued'),
    ('uncertain', 'accepted'), ('uncertain', 'queued');

CREATE TABLE delivery (
    mailing INTEGER NOT NULL REFERENCES mailing (id),
    number INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    recipient_key TEXT NOT NULL,
    fields TEXT NOT NULL,
    state TEXT NOT NULL REFERENCES delivery_state (name),
    attempts INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    boot TEXT,
    intent_at TEXT,
    settled_at TEXT,
    due_at TEXT,
    message_id TEXT,
    reply_code INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT '',
    reply TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (mailing, number),
    UNIQUE (mailing, recipient_key),
    CHECK ((state = 'leased') = (owner IS NOT NULL))
);
CREATE INDEX delivery_in_state ON delivery (mailing, state, attempts, number);

CREATE TRIGGER delivery_begins BEFORE INSERT ON delivery
WHEN NEW.state NOT IN (SELECT name FROM delivery_state WHERE may_be_first = 1)
BEGIN
    SELECT RAISE(ABORT, 'a delivery does not begin in this state');
END;

CREATE TRIGGER delivery_moves BEFORE UPDATE OF state ON delivery
WHEN NOT EXISTS (SELECT 1 FROM delivery_move WHERE source = OLD.state AND target = NEW.state)
BEGIN
    SELECT RAISE(ABORT, 'a delivery does not move like this');
END;

-- What had an intent may have left: only a person may send it again. And a receipt for what
-- was never committed would mean that a transport broke its contract.
CREATE TRIGGER delivery_intent BEFORE UPDATE OF state ON delivery
WHEN OLD.state = 'leased' AND (
    (NEW.state = 'queued' AND OLD.intent_at IS NOT NULL)
    OR (NEW.state IN ('accepted', 'uncertain') AND OLD.intent_at IS NULL)
)
BEGIN
    SELECT RAISE(ABORT, 'the intent of this delivery forbids the move');
END;

CREATE TRIGGER delivery_stays BEFORE DELETE ON delivery
BEGIN
    SELECT RAISE(ABORT, 'the ledger forgets no delivery');
END;

CREATE TABLE test_copy (
    issue TEXT NOT NULL,
    number INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    addresses INTEGER NOT NULL,
    begun_at TEXT NOT NULL,
    sent_at TEXT,
    PRIMARY KEY (issue, number)
);
CREATE INDEX test_copy_of_fingerprint ON test_copy (fingerprint);
