-- What comes to be known of an accepted period, late orders first of all, is paid as a delta: a run of its own that computes the
-- period again and pays the difference to what it paid before. The accepted run stays as it is.
ALTER TABLE compensation.run
  ADD COLUMN delta_of bigint REFERENCES compensation.run,
  -- Hash of the results whose state the run took over; null when nothing was accepted before it.
  ADD COLUMN state_from text CHECK (state_from ~ '^[0-9a-f]{64}$');
CREATE INDEX run_delta_of ON compensation.run (delta_of) WHERE delta_of IS NOT NULL;

DROP INDEX compensation.run_of_period;
CREATE UNIQUE INDEX run_of_period ON compensation.run (period) WHERE state <> 'failed' AND delta_of IS NULL;
-- One delta of a period is under way at a time.
CREATE UNIQUE INDEX delta_under_way ON compensation.run (period)
  WHERE delta_of IS NOT NULL AND state NOT IN ('failed', 'accepted');

-- The late orders that a delta is the first to count.
CREATE TABLE compensation.delta_order (
  run_id bigint NOT NULL REFERENCES compensation.run,
  order_id bigint NOT NULL,
  PRIMARY KEY (run_id, order_id)
);
CREATE INDEX delta_order_order ON compensation.delta_order (order_id);
SELECT platform.append_only('compensation.delta_order');

UPDATE compensation.run r SET state_from = (
  SELECT b.results FROM compensation.run b WHERE b.state = 'accepted' AND b.until_at <= r.from_at
  ORDER BY b.until_at DESC LIMIT 1)
WHERE r.snapshot IS NOT NULL;
