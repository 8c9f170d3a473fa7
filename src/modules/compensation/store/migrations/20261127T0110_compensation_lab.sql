-- The plan lab: accepted months paid again by a changed plan, beside the plan as it is. Nothing of it is pay: no run, no journal.
CREATE TABLE compensation.lab_experiment (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  -- The version that it changes, and what it changes it to.
  base_version_id bigint NOT NULL REFERENCES compensation.plan_version,
  source text NOT NULL CHECK (source <> ''),
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  -- The last so many accepted months, as they were when it was asked for.
  periods text[] NOT NULL CHECK (cardinality(periods) BETWEEN 1 AND 12),
  payout_limit_ppm integer NOT NULL CHECK (payout_limit_ppm BETWEEN 0 AND 10000000),
  own_limit_ppm integer NOT NULL CHECK (own_limit_ppm BETWEEN 0 AND 10000000),
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  progress_ppm integer NOT NULL DEFAULT 0 CHECK (progress_ppm BETWEEN 0 AND 1000000),
  asked_by bigint NOT NULL REFERENCES identity.account,
  asked_at timestamptz NOT NULL,
  ended_at timestamptz,
  failure text,
  summary jsonb,
  CHECK ((state = 'done') = (summary IS NOT NULL)),
  CHECK ((state = 'failed') = (failure IS NOT NULL)),
  CHECK ((state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL))
);
CREATE INDEX lab_experiment_asked_at ON compensation.lab_experiment (asked_at DESC);
CREATE INDEX lab_experiment_base ON compensation.lab_experiment (base_version_id);
CREATE INDEX lab_experiment_asked_by ON compensation.lab_experiment (asked_by);
SELECT platform.read_write('compensation.lab_experiment');

-- Whose pay or rank becomes another, over all months together; ranks are places in each plan's ladder from 1, 0 is none.
CREATE TABLE compensation.lab_effect (
  experiment_id bigint NOT NULL REFERENCES compensation.lab_experiment,
  currency text NOT NULL,
  person_id bigint NOT NULL REFERENCES field.person,
  before_minor bigint NOT NULL,
  after_minor bigint NOT NULL,
  rank_before smallint NOT NULL CHECK (rank_before >= 0),
  rank_after smallint NOT NULL CHECK (rank_after >= 0),
  PRIMARY KEY (experiment_id, currency, person_id)
);
CREATE INDEX lab_effect_difference ON compensation.lab_effect (experiment_id, currency, (after_minor - before_minor), person_id);
CREATE INDEX lab_effect_person ON compensation.lab_effect (person_id);
SELECT platform.append_only('compensation.lab_effect');
ALTER TABLE compensation.lab_effect ENABLE ROW LEVEL SECURITY;
ALTER TABLE compensation.lab_effect FORCE ROW LEVEL SECURITY;
CREATE POLICY staff ON compensation.lab_effect USING ((SELECT platform.viewer_is_staff()));

-- What an experiment said stays as it is.
CREATE FUNCTION compensation.keep_ended_experiment() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'the experiment % is over and stays as it is', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_ended BEFORE UPDATE ON compensation.lab_experiment
  FOR EACH ROW EXECUTE FUNCTION compensation.keep_ended_experiment();
REVOKE EXECUTE ON FUNCTION compensation.keep_ended_experiment() FROM public;

-- A changed plan that is to become the next version: asked for by one person, decided by another.
CREATE TABLE compensation.plan_request (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  experiment_id bigint NOT NULL REFERENCES compensation.lab_experiment,
  effective date NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  state text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'done', 'rejected', 'withdrawn')),
  requested_by bigint NOT NULL REFERENCES identity.account,
  requested_at timestamptz NOT NULL,
  decided_by bigint REFERENCES identity.account,
  decided_at timestamptz,
  note text NOT NULL DEFAULT '',
  version_id bigint REFERENCES compensation.plan_version,
  CHECK ((state = 'requested') = (decided_at IS NULL)),
  CHECK ((state = 'done') = (version_id IS NOT NULL)),
  -- Four eyes: the database itself knows no plan that one person asked for and published.
  CONSTRAINT plan_request_second_person CHECK (state <> 'done' OR (decided_by IS NOT NULL AND decided_by <> requested_by))
);
-- An experiment is asked to be published once at a time, and published once.
CREATE UNIQUE INDEX plan_request_open ON compensation.plan_request (experiment_id) WHERE state IN ('requested', 'done');
CREATE INDEX plan_request_experiment ON compensation.plan_request (experiment_id);
CREATE INDEX plan_request_requested_by ON compensation.plan_request (requested_by);
CREATE INDEX plan_request_decided_by ON compensation.plan_request (decided_by);
CREATE INDEX plan_request_version ON compensation.plan_request (version_id);
SELECT platform.read_write('compensation.plan_request');

-- What was decided is never changed.
CREATE FUNCTION compensation.keep_decided_plan_request() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.state <> 'requested' THEN
    RAISE EXCEPTION 'the request % is decided and stays as it is', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_decided BEFORE UPDATE ON compensation.plan_request
  FOR EACH ROW EXECUTE FUNCTION compensation.keep_decided_plan_request();
REVOKE EXECUTE ON FUNCTION compensation.keep_decided_plan_request() FROM public;
