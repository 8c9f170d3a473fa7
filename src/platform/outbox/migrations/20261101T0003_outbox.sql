-- Facts that other parts of the program follow. Writers insert without a position; the sequencer gives each committed
-- row the next dense seq, and all readers follow seq. Rows carry ids and numbers, never names or contacts.
CREATE TABLE platform.outbox (
  id bigint GENERATED ALWAYS AS IDENTITY,
  -- The time of the row, not of its transaction's start: a long transaction must not write into a day long gone.
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  seq bigint,
  topic text NOT NULL CHECK (topic <> ''),
  version smallint NOT NULL DEFAULT 1 CHECK (version > 0),
  key_id bigint,
  payload jsonb NOT NULL,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX outbox_seq ON platform.outbox (seq);
CREATE INDEX outbox_waiting ON platform.outbox (id) WHERE seq IS NULL;
SELECT platform.append_only('platform.outbox');
GRANT UPDATE (seq) ON platform.outbox TO openfield_app;

-- The last position given. Only the sequencer moves it, in the transaction that gives the positions.
CREATE TABLE platform.outbox_head (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  seq bigint NOT NULL DEFAULT 0
);
INSERT INTO platform.outbox_head DEFAULT VALUES;
SELECT platform.read_write('platform.outbox_head');

-- When a position became known: a row for each batch, with its last position. Kept for ever.
CREATE TABLE platform.outbox_time (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_time_at ON platform.outbox_time (at);
SELECT platform.append_only('platform.outbox_time');

-- How far each consumer with stored effects has come.
CREATE TABLE platform.outbox_consumer (
  name text PRIMARY KEY,
  seq bigint NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now()
);
SELECT platform.read_write('platform.outbox_consumer');

-- Events that a consumer could not take: set aside in sight, so that the others go on.
CREATE TABLE platform.outbox_parked (
  consumer text NOT NULL REFERENCES platform.outbox_consumer (name),
  seq bigint NOT NULL,
  topic text NOT NULL,
  version smallint NOT NULL,
  key_id bigint,
  payload jsonb NOT NULL,
  event_at timestamptz NOT NULL,
  attempts integer NOT NULL,
  error text NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT now(),
  resolved_at timestamptz,
  PRIMARY KEY (consumer, seq)
);
CREATE INDEX outbox_parked_open ON platform.outbox_parked (consumer, seq) WHERE resolved_at IS NULL;
SELECT platform.read_write('platform.outbox_parked');

CREATE FUNCTION platform.wake_sequencer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Equal notifications of one transaction are sent once, at its commit.
  PERFORM pg_notify('openfield_outbox', '');
  RETURN NULL;
END $$;
CREATE TRIGGER wake_sequencer AFTER INSERT ON platform.outbox
  FOR EACH STATEMENT EXECUTE FUNCTION platform.wake_sequencer();

-- Gives up to `batch` waiting rows their positions, in order of id, and answers how many and the last position.
-- The lock on the head's row makes it safe whoever calls; the advisory lock merely spares the others the work.
CREATE FUNCTION platform.sequence_outbox(batch integer, OUT given bigint, OUT head bigint) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  SELECT h.seq INTO head FROM platform.outbox_head h FOR UPDATE;
  WITH waiting AS MATERIALIZED (
    SELECT w.id, w.at, head + row_number() OVER (ORDER BY w.id) AS position
    FROM (SELECT o.id, o.at FROM platform.outbox o WHERE o.seq IS NULL ORDER BY o.id LIMIT batch) w
  )
  UPDATE platform.outbox o SET seq = waiting.position FROM waiting WHERE o.id = waiting.id AND o.at = waiting.at;
  GET DIAGNOSTICS given = ROW_COUNT;
  IF given = 0 THEN
    RETURN;
  END IF;
  head := head + given;
  UPDATE platform.outbox_head SET seq = head;
  INSERT INTO platform.outbox_time (seq) VALUES (head);
  PERFORM pg_notify('openfield_seq', head::text);
END $$;

-- One partition for each day (UTC), made ahead. Attaching a finished table does not wait for writers.
CREATE FUNCTION platform.make_outbox_partitions(days_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' SET timezone = 'UTC' AS $$
DECLARE
  made integer := 0;
  day date;
  part text;
BEGIN
  IF days_ahead NOT BETWEEN 0 AND 60 THEN
    RAISE EXCEPTION 'outbox partitions can be made at most 60 days ahead';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('openfield.outbox_partitions'));
  FOR n IN -1..days_ahead LOOP
    day := (clock_timestamp()::date) + n;
    part := 'outbox_' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('platform.' || part) IS NOT NULL;
    EXECUTE format('CREATE TABLE platform.%I (LIKE platform.outbox INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
      WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)', part);
    EXECUTE format('ALTER TABLE platform.outbox ATTACH PARTITION platform.%I FOR VALUES FROM (%L) TO (%L)',
      part, day::timestamptz, (day + 1)::timestamptz);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

-- Drops days that lie back by more than `keep_days`, have no waiting row, and were passed by every consumer.
CREATE FUNCTION platform.drop_passed_outbox_partitions(keep_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
  dropped integer := 0;
  passed bigint;
  part text;
  busy boolean;
BEGIN
  IF keep_days < 2 THEN
    RAISE EXCEPTION 'outbox partitions are kept for at least 2 days';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('openfield.outbox_partitions'));
  SELECT coalesce(min(seq), (SELECT seq FROM platform.outbox_head)) INTO passed FROM platform.outbox_consumer;
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'platform.outbox'::regclass
      AND c.relname < 'outbox_' || to_char(clock_timestamp()::date - keep_days, 'YYYYMMDD')
    ORDER BY c.relname
  LOOP
    -- Waits for writers that still hold rows of that day; none can come after.
    EXECUTE format('LOCK TABLE platform.%I IN ACCESS EXCLUSIVE MODE', part);
    EXECUTE format('SELECT EXISTS (SELECT FROM platform.%I WHERE seq IS NULL OR seq > $1)', part) INTO busy USING passed;
    EXIT WHEN busy;
    EXECUTE format('DROP TABLE platform.%I', part);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;

REVOKE EXECUTE ON FUNCTION platform.make_outbox_partitions(integer), platform.drop_passed_outbox_partitions(integer) FROM public;
GRANT EXECUTE ON FUNCTION platform.make_outbox_partitions(integer), platform.drop_passed_outbox_partitions(integer) TO openfield_app;

SELECT platform.make_outbox_partitions(14);
