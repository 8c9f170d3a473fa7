-- Moves: somebody, alone or with the team below, comes to stand elsewhere in a tree, from now on or from an earlier day. Asked
-- for by one person, decided by another. Links keep both clocks: when they held, and from which position on that was known.
ALTER TABLE genealogy.tree
  -- What becomes of those below somebody who leaves for good: they stay below the empty place, or come under the person above it.
  ADD COLUMN on_termination text NOT NULL DEFAULT 'stay' CHECK (on_termination IN ('stay', 'roll_up'));

CREATE SEQUENCE genealogy.move_done;
CREATE TABLE genealogy.move (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- A termination that rolls the team up is a move of those below, which nobody asks for.
  kind text NOT NULL DEFAULT 'asked' CHECK (kind IN ('asked', 'termination')),
  tree text NOT NULL REFERENCES genealogy.tree,
  person_id bigint NOT NULL REFERENCES field.person,
  parent_id bigint NOT NULL REFERENCES field.person,
  side smallint CHECK (side >= 0),
  with_team boolean NOT NULL,
  valid_from timestamptz NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  -- How many people stood to come to another place when it was asked for, and where the person stood then.
  people integer NOT NULL CHECK (people > 0),
  from_parent_id bigint NOT NULL REFERENCES field.person,
  state text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'done', 'rejected', 'withdrawn')),
  requested_by bigint REFERENCES identity.account,
  requested_at timestamptz NOT NULL,
  decided_by bigint REFERENCES identity.account,
  decided_at timestamptz,
  note text NOT NULL DEFAULT '',
  -- Moves are done one after the other; whoever sees a number sees all smaller ones.
  done_number bigint UNIQUE,
  CHECK ((state = 'requested') = (decided_at IS NULL)),
  CHECK ((state = 'done') = (done_number IS NOT NULL)),
  -- Four eyes: the database itself knows no move that one person asked for and did.
  CONSTRAINT move_second_person CHECK (kind = 'termination' OR state <> 'done'
    OR (decided_by IS NOT NULL AND decided_by <> requested_by)),
  CHECK ((kind = 'asked') = (requested_by IS NOT NULL)),
  CHECK (kind = 'asked' OR state = 'done')
);
CREATE INDEX move_state ON genealogy.move (state, requested_at DESC);
CREATE INDEX move_person ON genealogy.move (person_id);
CREATE INDEX move_parent ON genealogy.move (parent_id);
CREATE INDEX move_from_parent ON genealogy.move (from_parent_id);
CREATE INDEX move_requested_by ON genealogy.move (requested_by);
CREATE INDEX move_decided_by ON genealogy.move (decided_by);
SELECT platform.read_write('genealogy.move');
GRANT USAGE ON SEQUENCE genealogy.move_done TO openfield_app;
ALTER TABLE genealogy.move ENABLE ROW LEVEL SECURITY;
ALTER TABLE genealogy.move FORCE ROW LEVEL SECURITY;
CREATE POLICY staff ON genealogy.move USING ((SELECT platform.viewer_is_staff()));

CREATE VIEW genealogy.v_move WITH (security_invoker = true) AS
  SELECT id, tree, person_id, parent_id, with_team, valid_from, state, requested_by, decided_at, done_number FROM genealogy.move;
SELECT platform.read_only('genealogy.v_move');

ALTER TABLE genealogy.link
  ADD COLUMN move_id bigint REFERENCES genealogy.move,
  ADD COLUMN ended_by_move bigint REFERENCES genealogy.move,
  -- A place that never held, as a move from its first moment on took it back, ends where it begins.
  DROP CONSTRAINT link_check1,
  ADD CONSTRAINT link_ends_later CHECK (valid_until >= valid_from);
CREATE INDEX link_move ON genealogy.link (move_id) WHERE move_id IS NOT NULL;
CREATE INDEX link_ended_by_move ON genealogy.link (ended_by_move) WHERE ended_by_move IS NOT NULL;
GRANT UPDATE (ended_by_move) ON genealogy.link TO openfield_app;

-- Every place that somebody had in a tree, and when; places that were taken back from their first moment on are none.
CREATE OR REPLACE VIEW genealogy.v_link WITH (security_invoker = true) AS
  SELECT l.tree, l.person_id, l.parent_id, l.side, l.valid_from, l.valid_until,
    CASE t.kind WHEN 'binary' THEN (ARRAY['left', 'right'])[l.side + 1] WHEN 'matrix' THEN (l.side + 1)::text END AS side_name
  FROM genealogy.link l JOIN genealogy.tree t ON t.code = l.tree
  WHERE l.valid_until IS NULL OR l.valid_until > l.valid_from;

-- Whether somebody who stands under a parent from an instant on would at any moment since then stand below itself: the way up
-- is walked with the stretches of time in which each step of it held.
CREATE FUNCTION genealogy.would_circle(of_tree text, mover bigint, parent bigint, since timestamptz) RETURNS boolean
LANGUAGE sql AS $$
  WITH RECURSIVE up (person_id, during, step) AS (
    SELECT parent, tstzrange(since, NULL), 1
    UNION ALL
    SELECT l.parent_id, up.during * tstzrange(l.valid_from, l.valid_until), up.step + 1
    FROM up CROSS JOIN LATERAL (
      SELECT o.parent_id, o.valid_from, o.valid_until FROM genealogy.link o
        WHERE o.tree = of_tree AND o.person_id = up.person_id AND o.valid_until IS NULL
      UNION ALL
      SELECT p.parent_id, p.valid_from, p.valid_until FROM genealogy.link p
        WHERE p.tree = of_tree AND p.person_id = up.person_id AND p.valid_until > since
    ) l
    WHERE up.person_id <> mover AND up.step <= 10000 AND tstzrange(l.valid_from, l.valid_until) && up.during
  )
  SELECT EXISTS (SELECT FROM up WHERE up.person_id = mover OR up.step > 10000)
$$;

-- Since when somebody stands in a tree without a break; null when nowhere.
CREATE FUNCTION genealogy.stands_since(of_tree text, person bigint) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
  since timestamptz := (SELECT o.valid_from FROM genealogy.link o
    WHERE o.tree = of_tree AND o.person_id = person AND o.valid_until IS NULL);
  earlier timestamptz;
BEGIN
  LOOP
    SELECT min(p.valid_from) INTO earlier FROM genealogy.link p
      WHERE p.tree = of_tree AND p.person_id = person AND p.valid_until = since AND p.valid_from < since;
    EXIT WHEN earlier IS NULL;
    since := earlier;
  END LOOP;
  RETURN since;
END $$;

-- Whether a place directly under somebody was free from an instant on, all the time until now; one person counts not.
CREATE FUNCTION genealogy.is_free_since(of_tree text, parent bigint, of_side smallint, since timestamptz, besides bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (SELECT FROM genealogy.link l
      WHERE l.tree = of_tree AND l.parent_id = parent AND l.side = of_side AND l.person_id <> besides AND l.valid_until IS NULL)
    AND NOT EXISTS (SELECT FROM genealogy.link l
      WHERE l.tree = of_tree AND l.parent_id = parent AND l.side = of_side AND l.person_id <> besides
        AND l.valid_until > since AND l.valid_until > l.valid_from)
$$;

-- Refuses a new place of somebody who had one before: what holds from an earlier day on has to hold for every day since then.
CREATE FUNCTION genealogy.check_moved(of_tree text, mover bigint, parent bigint, of_side smallint, since timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'people are moved in READ COMMITTED only, so that each move sees the last';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('genealogy.move'), hashtext(of_tree));
  IF genealogy.would_circle(of_tree, mover, parent, since) THEN
    RAISE EXCEPTION 'person % would stand below itself, or too deep', mover
      USING ERRCODE = 'check_violation', CONSTRAINT = 'link_no_circle';
  ELSIF coalesce(genealogy.stands_since(of_tree, parent) > since, true) THEN
    RAISE EXCEPTION 'person % was not in the tree then', parent
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'link_parent_in_tree';
  ELSIF of_side IS NOT NULL AND NOT genealogy.is_free_since(of_tree, parent, of_side, since, mover) THEN
    RAISE EXCEPTION 'somebody stood at the place of person % since then', mover
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'link_place';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION genealogy.check_new_links() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  link record;
  above bigint;
  missing bigint;
  look integer;
BEGIN
  SELECT a.person_id INTO above FROM added a JOIN genealogy.link l USING (tree, person_id)
    WHERE l.id <> a.id AND l.valid_until > a.valid_from AND l.valid_until > l.valid_from
      AND (a.valid_until IS NULL OR l.valid_from < a.valid_until) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'a link of person % begins before an earlier one ended', above
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'link_apart';
  END IF;

  -- A second look sees the new link of a parent who was moved while the first one waited.
  FOR look IN 1..2 LOOP
    PERFORM FROM genealogy.link l
      WHERE l.valid_until IS NULL AND (l.tree, l.person_id) IN (
        SELECT a.tree, a.parent_id FROM added a WHERE a.valid_until IS NULL
        EXCEPT SELECT a.tree, a.person_id FROM added a WHERE a.valid_until IS NULL)
      FOR SHARE;
    SELECT a.parent_id INTO missing FROM added a
      LEFT JOIN genealogy.link l ON l.tree = a.tree AND l.person_id = a.parent_id AND l.valid_until IS NULL
      WHERE a.parent_id IS NOT NULL AND a.valid_until IS NULL AND l.id IS NULL LIMIT 1;
    EXIT WHEN NOT FOUND;
  END LOOP;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'nobody can be placed under person %, who is not in the tree', missing
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'link_parent_in_tree';
  END IF;

  FOR link IN
    SELECT a.tree, a.person_id, a.parent_id, a.side, a.valid_from, before.id IS NOT NULL AS moved FROM added a
    JOIN genealogy.link parent ON parent.tree = a.tree AND parent.person_id = a.parent_id AND parent.valid_until IS NULL
    LEFT JOIN LATERAL (SELECT l.id FROM genealogy.link l
      WHERE l.tree = a.tree AND l.person_id = a.person_id AND l.valid_until IS NOT NULL LIMIT 1) before ON true
    WHERE a.valid_until IS NULL AND (before.id IS NOT NULL OR parent.id > a.id)
  LOOP
    IF link.moved THEN
      PERFORM genealogy.check_moved(link.tree, link.person_id, link.parent_id, link.side, link.valid_from);
      CONTINUE;
    END IF;
    above := link.parent_id;
    -- Also a circle that the person is not in would end the walk: each of its people is walked from, if it is new.
    FOR look IN 1..10000 LOOP
      EXIT WHEN above IS NULL OR above = link.person_id;
      SELECT l.parent_id INTO above FROM genealogy.link l
        WHERE l.tree = link.tree AND l.person_id = above AND l.valid_until IS NULL;
    END LOOP;
    IF above IS NOT NULL THEN
      RAISE EXCEPTION 'person % would stand below itself, or too deep', link.person_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'link_no_circle';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- Who stood where as of an instant, as far as it was known at a position of the feed. A link without a position is not known
-- yet, and an end without one is none yet.
CREATE FUNCTION genealogy.place_as_of(of_tree text, person bigint, at timestamptz, known bigint)
RETURNS TABLE (parent_id bigint, side smallint) LANGUAGE sql STABLE AS $$
  SELECT l.parent_id, l.side FROM genealogy.link l
    WHERE l.tree = of_tree AND l.person_id = person AND l.valid_until IS NULL AND l.valid_from <= at AND l.known_seq <= known
  UNION ALL
  SELECT l.parent_id, l.side FROM genealogy.link l
    WHERE l.tree = of_tree AND l.person_id = person AND l.valid_until IS NOT NULL AND l.valid_from <= at AND l.known_seq <= known
      AND (l.valid_until > at OR l.ended_known_seq IS NULL OR l.ended_known_seq > known)
$$;
CREATE FUNCTION genealogy.directs_as_of(of_tree text, person bigint, at timestamptz, known bigint)
RETURNS TABLE (person_id bigint) LANGUAGE sql STABLE AS $$
  SELECT l.person_id FROM genealogy.link l
    WHERE l.tree = of_tree AND l.parent_id = person AND l.valid_until IS NULL AND l.valid_from <= at AND l.known_seq <= known
  UNION ALL
  SELECT l.person_id FROM genealogy.link l
    WHERE l.tree = of_tree AND l.parent_id = person AND l.valid_until IS NOT NULL AND l.valid_from <= at AND l.known_seq <= known
      AND (l.valid_until > at OR l.ended_known_seq IS NULL OR l.ended_known_seq > known)
$$;
