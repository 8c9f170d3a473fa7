-- Plans, runs and what they paid. Lines are not stored: a frozen snapshot and a deterministic engine give them again.
CREATE SCHEMA compensation;
SELECT platform.open_schema('compensation');

-- A stored plan never changes; a change is a new version.
CREATE TABLE compensation.plan_version (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  version integer NOT NULL CHECK (version > 0),
  effective date NOT NULL,
  source text NOT NULL CHECK (source <> ''),
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  recorded_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (name, version)
);
CREATE INDEX plan_version_effective ON compensation.plan_version (effective DESC, version DESC);
SELECT platform.append_only('compensation.plan_version');

CREATE TABLE compensation.run (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  period text NOT NULL CHECK (period <> ''),
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL CHECK (until_at > from_at),
  plan_version_id bigint NOT NULL REFERENCES compensation.plan_version,
  state text NOT NULL CHECK (state IN
    ('cutting', 'snapshot', 'running', 'storing', 'review', 'accepting', 'accepted', 'failed')),
  -- Everything known up to this position is in the snapshot, nothing later is.
  cut_seq bigint,
  cut_at timestamptz,
  -- SHA-256 of the stored bytes, kept through platform.file.
  snapshot text CHECK (snapshot ~ '^[0-9a-f]{64}$'),
  results text CHECK (results ~ '^[0-9a-f]{64}$'),
  -- Sums for the review: sales, orders, pay by bonus, people with pay.
  totals jsonb,
  started_by bigint REFERENCES identity.account,
  started_at timestamptz NOT NULL,
  accepted_by bigint REFERENCES identity.account,
  accepted_at timestamptz,
  failure text,
  CHECK (state IN ('cutting', 'failed') OR cut_seq IS NOT NULL),
  CHECK (state IN ('cutting', 'snapshot', 'failed') OR snapshot IS NOT NULL),
  CHECK (state NOT IN ('review', 'accepting', 'accepted') OR (results IS NOT NULL AND totals IS NOT NULL)),
  CHECK (state NOT IN ('accepting', 'accepted') OR accepted_at IS NOT NULL)
);
-- One close of a period is under way or done; a failed one makes room for the next.
CREATE UNIQUE INDEX run_of_period ON compensation.run (period) WHERE state <> 'failed';
CREATE INDEX run_plan_version ON compensation.run (plan_version_id);
CREATE INDEX run_started_by ON compensation.run (started_by);
CREATE INDEX run_accepted_by ON compensation.run (accepted_by);
SELECT platform.read_write('compensation.run');

CREATE TABLE compensation.run_step (
  run_id bigint NOT NULL REFERENCES compensation.run,
  step text NOT NULL CHECK (step IN ('cut', 'snapshot', 'run', 'store', 'accept')),
  progress_ppm integer NOT NULL DEFAULT 0 CHECK (progress_ppm BETWEEN 0 AND 1000000),
  started_at timestamptz NOT NULL,
  done_at timestamptz,
  detail text NOT NULL DEFAULT '',
  PRIMARY KEY (run_id, step)
);
SELECT platform.read_write('compensation.run_step');

-- How a person stood in a run; rank is the place in the plan's ladder, -1 for none.
CREATE TABLE compensation.person_result (
  run_id bigint NOT NULL REFERENCES compensation.run,
  person_id bigint NOT NULL REFERENCES field.person,
  active boolean NOT NULL,
  rank smallint NOT NULL CHECK (rank >= -1),
  rank_name text,
  PRIMARY KEY (run_id, person_id)
);
CREATE INDEX person_result_person ON compensation.person_result (person_id, run_id);
SELECT platform.append_only('compensation.person_result');

CREATE TABLE compensation.earning (
  run_id bigint NOT NULL REFERENCES compensation.run,
  person_id bigint NOT NULL REFERENCES field.person,
  bonus_place smallint NOT NULL CHECK (bonus_place >= 0),
  bonus text NOT NULL CHECK (bonus <> ''),
  currency text NOT NULL,
  minor bigint NOT NULL CHECK (minor <> 0),
  PRIMARY KEY (run_id, person_id, bonus_place)
);
CREATE INDEX earning_person ON compensation.earning (person_id, run_id);
SELECT platform.append_only('compensation.earning');

-- A distributor sees the own pay and nobody else's.
ALTER TABLE compensation.person_result ENABLE ROW LEVEL SECURITY;
ALTER TABLE compensation.person_result FORCE ROW LEVEL SECURITY;
ALTER TABLE compensation.earning ENABLE ROW LEVEL SECURITY;
ALTER TABLE compensation.earning FORCE ROW LEVEL SECURITY;
CREATE POLICY viewer ON compensation.person_result
  USING ((SELECT platform.viewer_is_staff()) OR person_id = (SELECT platform.viewer_person_id()));
CREATE POLICY viewer ON compensation.earning
  USING ((SELECT platform.viewer_is_staff()) OR person_id = (SELECT platform.viewer_person_id()));
