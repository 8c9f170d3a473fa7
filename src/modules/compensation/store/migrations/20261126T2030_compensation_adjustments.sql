-- Corrections by hand: asked for by one person, decided by another, with the stretch of business time in which they hold and the
-- position of the feed that told of them. A correction that is done is never changed: one of the kind `end` takes it back.
CREATE SEQUENCE compensation.adjustment_done;
CREATE TABLE compensation.adjustment (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('volume', 'rank', 'bonus', 'waiver', 'exclusion', 'order', 'end')),
  person_id bigint NOT NULL REFERENCES field.person,
  -- What of the plan it names, and how much or how; both as adjust.csv has them.
  name text NOT NULL DEFAULT '',
  value text NOT NULL DEFAULT '',
  -- The order that counts for another seller or at another time, and which; NULL where that stays.
  order_id bigint REFERENCES orders."order",
  seller_id bigint REFERENCES field.person,
  order_at timestamptz,
  -- The correction that ends.
  ends_id bigint REFERENCES compensation.adjustment,
  -- When it counts; of what lasts, from when. NULL at the end is the end of its month for what is added once, open for what ends.
  valid_from timestamptz NOT NULL,
  valid_until timestamptz,
  -- The stretch whose months it touches: these are to be computed again.
  touches_from timestamptz NOT NULL,
  touches_until timestamptz NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  state text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'done', 'rejected', 'withdrawn')),
  requested_by bigint NOT NULL REFERENCES identity.account,
  requested_at timestamptz NOT NULL,
  decided_by bigint REFERENCES identity.account,
  decided_at timestamptz,
  note text NOT NULL DEFAULT '',
  -- They are done one after the other; whoever sees a number sees all smaller ones.
  done_number bigint UNIQUE,
  -- The position that told of it.
  known_seq bigint,
  CHECK (valid_until > valid_from),
  CHECK (touches_until > touches_from),
  CHECK ((kind = 'end') = (ends_id IS NOT NULL)),
  CHECK ((kind = 'order') = (order_id IS NOT NULL)),
  CHECK (kind <> 'order' OR seller_id IS NOT NULL OR order_at IS NOT NULL),
  CHECK ((state = 'requested') = (decided_at IS NULL)),
  CHECK ((state = 'done') = (done_number IS NOT NULL)),
  -- Four eyes: the database itself knows no correction that one person asked for and did.
  CONSTRAINT adjustment_second_person CHECK (state <> 'done' OR (decided_by IS NOT NULL AND decided_by <> requested_by))
);
CREATE INDEX adjustment_state ON compensation.adjustment (state, requested_at DESC);
CREATE INDEX adjustment_person ON compensation.adjustment (person_id);
CREATE INDEX adjustment_seller ON compensation.adjustment (seller_id);
CREATE INDEX adjustment_requested_by ON compensation.adjustment (requested_by);
CREATE INDEX adjustment_decided_by ON compensation.adjustment (decided_by);
-- A correction ends once, and an order counts in one other way at a time.
CREATE UNIQUE INDEX adjustment_end ON compensation.adjustment (ends_id) WHERE state = 'done';
CREATE INDEX adjustment_ends ON compensation.adjustment (ends_id);
CREATE INDEX adjustment_order ON compensation.adjustment (order_id) WHERE order_id IS NOT NULL;
SELECT platform.read_write('compensation.adjustment');
GRANT USAGE ON SEQUENCE compensation.adjustment_done TO openfield_app;
ALTER TABLE compensation.adjustment ENABLE ROW LEVEL SECURITY;
ALTER TABLE compensation.adjustment FORCE ROW LEVEL SECURITY;
CREATE POLICY staff ON compensation.adjustment USING ((SELECT platform.viewer_is_staff()));

-- What was done is never changed, but for the position that told of it.
CREATE FUNCTION compensation.keep_done_adjustment() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.state <> 'requested' AND to_jsonb(NEW) - 'known_seq' IS DISTINCT FROM to_jsonb(OLD) - 'known_seq' THEN
    RAISE EXCEPTION 'the correction % is decided and stays as it is', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_done BEFORE UPDATE ON compensation.adjustment
  FOR EACH ROW EXECUTE FUNCTION compensation.keep_done_adjustment();
REVOKE EXECUTE ON FUNCTION compensation.keep_done_adjustment() FROM public;

-- The corrections that were done when the facts of a run were frozen; one with a higher number is not in them.
ALTER TABLE compensation.run ADD COLUMN adjustments_seen bigint NOT NULL DEFAULT 0;

-- The corrections that a delta is the first to count.
CREATE TABLE compensation.delta_adjustment (
  run_id bigint NOT NULL REFERENCES compensation.run,
  adjustment_id bigint NOT NULL REFERENCES compensation.adjustment,
  PRIMARY KEY (run_id, adjustment_id)
);
CREATE INDEX delta_adjustment_adjustment ON compensation.delta_adjustment (adjustment_id);
SELECT platform.append_only('compensation.delta_adjustment');

-- What a correction would change, as that of a move (compensation.move_preview, compensation.move_effect).
CREATE TABLE compensation.adjustment_preview (
  adjustment_id bigint PRIMARY KEY REFERENCES compensation.adjustment,
  state text NOT NULL CHECK (state IN ('computing', 'ready', 'failed')),
  asked_at timestamptz NOT NULL,
  done_at timestamptz,
  periods jsonb NOT NULL DEFAULT '[]',
  failure text
);
SELECT platform.read_write('compensation.adjustment_preview');
CREATE TABLE compensation.adjustment_effect (
  adjustment_id bigint NOT NULL REFERENCES compensation.adjustment,
  period text NOT NULL,
  person_id bigint NOT NULL REFERENCES field.person,
  currency text NOT NULL,
  before_minor bigint NOT NULL,
  after_minor bigint NOT NULL,
  rank_before text,
  rank_after text,
  PRIMARY KEY (adjustment_id, period, person_id, currency)
);
CREATE INDEX adjustment_effect_person ON compensation.adjustment_effect (person_id);
SELECT platform.read_write_delete('compensation.adjustment_effect');
ALTER TABLE compensation.adjustment_effect ENABLE ROW LEVEL SECURITY;
ALTER TABLE compensation.adjustment_effect FORCE ROW LEVEL SECURITY;
CREATE POLICY staff ON compensation.adjustment_effect USING ((SELECT platform.viewer_is_staff()));
