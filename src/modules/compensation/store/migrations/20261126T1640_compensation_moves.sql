-- What moves within trees change of pay: the preview before they are decided, and the deltas that pay it afterwards.

-- How many moves were done when the facts of a run were frozen; a move with a higher number is not in them.
ALTER TABLE compensation.run ADD COLUMN moves_seen bigint NOT NULL DEFAULT 0;

-- The moves that a delta is the first to count.
CREATE TABLE compensation.delta_move (
  run_id bigint NOT NULL REFERENCES compensation.run,
  move_id bigint NOT NULL REFERENCES genealogy.move,
  PRIMARY KEY (run_id, move_id)
);
CREATE INDEX delta_move_move ON compensation.delta_move (move_id);
SELECT platform.append_only('compensation.delta_move');

-- What a move would change, as computed at an instant; `periods` tells of each month what moves along.
CREATE TABLE compensation.move_preview (
  move_id bigint PRIMARY KEY REFERENCES genealogy.move,
  state text NOT NULL CHECK (state IN ('computing', 'ready', 'failed')),
  asked_at timestamptz NOT NULL,
  done_at timestamptz,
  periods jsonb NOT NULL DEFAULT '[]',
  failure text
);
SELECT platform.read_write('compensation.move_preview');

-- Whose pay or rank it would change, for each month and currency; ranks are places in the ladder from 1, 0 is none.
CREATE TABLE compensation.move_effect (
  move_id bigint NOT NULL REFERENCES genealogy.move,
  period text NOT NULL,
  person_id bigint NOT NULL REFERENCES field.person,
  currency text NOT NULL,
  before_minor bigint NOT NULL,
  after_minor bigint NOT NULL,
  rank_before text,
  rank_after text,
  PRIMARY KEY (move_id, period, person_id, currency)
);
CREATE INDEX move_effect_person ON compensation.move_effect (person_id);
SELECT platform.read_write_delete('compensation.move_effect');

ALTER TABLE compensation.move_effect ENABLE ROW LEVEL SECURITY;
ALTER TABLE compensation.move_effect FORCE ROW LEVEL SECURITY;
CREATE POLICY staff ON compensation.move_effect USING ((SELECT platform.viewer_is_staff()));
