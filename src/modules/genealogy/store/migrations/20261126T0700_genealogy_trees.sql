-- Several trees over the same people. In the sponsor tree any number stand under one person; in a placement tree there are
-- so many places, and each has one person at most.
CREATE TABLE genealogy.tree (
  code text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]{0,29}$'),
  kind text NOT NULL CHECK (kind IN ('sponsor', 'binary', 'matrix')),
  -- Places directly under one person.
  width smallint CHECK (width BETWEEN 2 AND 20),
  -- So many levels below a sponsor are filled by spilling over; none where all are.
  depth smallint CHECK (depth BETWEEN 1 AND 30),
  -- Where newcomers go for whom nobody chose.
  way text NOT NULL,
  -- How long a sponsor may choose; 0 where newcomers are placed at once.
  holding_hours integer NOT NULL DEFAULT 0 CHECK (holding_hours BETWEEN 0 AND 8784),
  CHECK ((kind = 'sponsor') = (width IS NULL)),
  CHECK (kind <> 'binary' OR width = 2),
  CHECK (kind = 'matrix' OR depth IS NULL),
  CHECK (way = ANY (CASE kind WHEN 'sponsor' THEN ARRAY['under_sponsor'] WHEN 'matrix' THEN ARRAY['spill_over']
    ELSE ARRAY['outer_left', 'outer_right', 'inner_left', 'inner_right', 'weaker_leg', 'alternate', 'balanced'] END))
);
INSERT INTO genealogy.tree (code, kind, way) VALUES ('sponsor', 'sponsor', 'under_sponsor');
SELECT platform.read_write('genealogy.tree');

ALTER TABLE genealogy.link DROP CONSTRAINT link_tree_check;
CREATE UNIQUE INDEX link_place ON genealogy.link (tree, parent_id, side) WHERE valid_until IS NULL AND side IS NOT NULL;

-- A link is of a known tree, and names a place where the tree has places.
CREATE FUNCTION genealogy.check_sides() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  SELECT a.tree, a.person_id, t.width INTO wrong FROM added a LEFT JOIN genealogy.tree t ON t.code = a.tree
    WHERE t.code IS NULL OR (a.side IS NOT NULL) <> (t.width IS NOT NULL AND a.parent_id IS NOT NULL) OR a.side >= t.width
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the tree % has no such place for person %', wrong.tree, wrong.person_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'link_side';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER check_sides AFTER INSERT ON genealogy.link
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION genealogy.check_sides();

-- Everybody who came into a placement tree, or waits to: the holding tank.
CREATE TABLE genealogy.placement (
  tree text NOT NULL REFERENCES genealogy.tree,
  person_id bigint NOT NULL REFERENCES field.person,
  -- None for who stands at the top of the sponsor tree.
  sponsor_id bigint REFERENCES field.person,
  since timestamptz NOT NULL,
  -- From then on nobody has to choose any more.
  waits_until timestamptz NOT NULL,
  placed_at timestamptz,
  -- How the place was found; `chosen` by the sponsor or by staff.
  way text,
  -- On which side of the sponsor the newcomer came to stand.
  leg smallint,
  PRIMARY KEY (tree, person_id),
  CHECK ((placed_at IS NULL) = (way IS NULL))
);
CREATE INDEX placement_waiting ON genealogy.placement (tree, waits_until) WHERE placed_at IS NULL;
CREATE INDEX placement_sponsor ON genealogy.placement (sponsor_id, tree, placed_at);
SELECT platform.read_write('genealogy.placement');

-- Where a sponsor wants newcomers to go; the tree's own way where nothing stands.
CREATE TABLE genealogy.placement_wish (
  tree text NOT NULL REFERENCES genealogy.tree,
  person_id bigint NOT NULL REFERENCES field.person,
  way text NOT NULL CHECK (way IN ('outer_left', 'outer_right', 'inner_left', 'inner_right', 'weaker_leg', 'alternate', 'balanced')),
  PRIMARY KEY (tree, person_id)
);
SELECT platform.read_write_delete('genealogy.placement_wish');

-- How far a way down was walked before, so that the next one need not walk it again. Only a help: emptied whenever somebody
-- leaves a place of the tree.
CREATE TABLE genealogy.place_cursor (
  tree text NOT NULL,
  top_id bigint NOT NULL,
  way text NOT NULL,
  person_id bigint NOT NULL,
  PRIMARY KEY (tree, top_id, way)
);
CREATE TABLE genealogy.place_queue (
  tree text NOT NULL,
  top_id bigint NOT NULL,
  number bigint GENERATED ALWAYS AS IDENTITY,
  person_id bigint NOT NULL,
  level integer NOT NULL,
  PRIMARY KEY (tree, top_id, number)
);
SELECT platform.read_write_delete('genealogy.place_cursor'), platform.read_write_delete('genealogy.place_queue');

CREATE FUNCTION genealogy.forget_ways() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM genealogy.place_cursor c WHERE c.tree = NEW.tree;
  DELETE FROM genealogy.place_queue q WHERE q.tree = NEW.tree;
  RETURN NULL;
END $$;
CREATE TRIGGER forget_ways AFTER UPDATE OF valid_until ON genealogy.link
  FOR EACH ROW WHEN (NEW.tree <> 'sponsor') EXECUTE FUNCTION genealogy.forget_ways();

-- The end of a straight way down: from a person on, always to the same side.
CREATE FUNCTION genealogy.end_of_leg(of_tree text, top bigint, of_side smallint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  at bigint;
  next bigint;
BEGIN
  SELECT c.person_id INTO at FROM genealogy.place_cursor c
    WHERE c.tree = of_tree AND c.top_id = top AND c.way = of_side::text;
  at := coalesce(at, top);
  LOOP
    SELECT l.person_id INTO next FROM genealogy.link l
      WHERE l.tree = of_tree AND l.parent_id = at AND l.side = of_side AND l.valid_until IS NULL;
    EXIT WHEN NOT FOUND;
    at := next;
  END LOOP;
  IF NOT current_setting('transaction_read_only')::boolean THEN
    INSERT INTO genealogy.place_cursor (tree, top_id, way, person_id) VALUES (of_tree, top, of_side::text, at)
    ON CONFLICT (tree, top_id, way) DO UPDATE SET person_id = EXCLUDED.person_id;
  END IF;
  RETURN at;
END $$;

-- Who stands at a place directly under somebody; null when nobody does.
CREATE FUNCTION genealogy.child_at(of_tree text, of_parent bigint, of_side smallint) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT l.person_id FROM genealogy.link l
  WHERE l.tree = of_tree AND l.parent_id = of_parent AND l.side = of_side AND l.valid_until IS NULL
$$;

-- The side of the leg with fewer people, the left one of equal legs. Both are counted level by level, and no further than
-- until one is known to be larger.
CREATE FUNCTION genealogy.weaker_side(of_tree text, top bigint) RETURNS smallint LANGUAGE plpgsql STABLE AS $$
DECLARE
  lefts bigint[] := array_remove(ARRAY[genealogy.child_at(of_tree, top, 0::smallint)], NULL);
  rights bigint[] := array_remove(ARRAY[genealogy.child_at(of_tree, top, 1::smallint)], NULL);
  left_count bigint := cardinality(lefts);
  right_count bigint := cardinality(rights);
BEGIN
  LOOP
    EXIT WHEN cardinality(lefts) = 0 AND (cardinality(rights) = 0 OR right_count > left_count);
    EXIT WHEN cardinality(rights) = 0 AND left_count > right_count;
    lefts := ARRAY(SELECT l.person_id FROM genealogy.link l
      WHERE l.tree = of_tree AND l.parent_id = ANY (lefts) AND l.valid_until IS NULL);
    rights := ARRAY(SELECT l.person_id FROM genealogy.link l
      WHERE l.tree = of_tree AND l.parent_id = ANY (rights) AND l.valid_until IS NULL);
    left_count := left_count + cardinality(lefts);
    right_count := right_count + cardinality(rights);
  END LOOP;
  RETURN CASE WHEN right_count < left_count THEN 1 ELSE 0 END;
END $$;

-- The first free place below somebody level by level, each level from the left; null when all levels are full.
CREATE FUNCTION genealogy.first_free(of_tree text, top bigint, OUT parent bigint, OUT side smallint)
LANGUAGE plpgsql AS $$
DECLARE
  of genealogy.tree;
  front genealogy.place_queue;
BEGIN
  SELECT * INTO STRICT of FROM genealogy.tree t WHERE t.code = of_tree;
  LOOP
    SELECT * INTO front FROM genealogy.place_queue q
      WHERE q.tree = of_tree AND q.top_id = top ORDER BY q.number LIMIT 1;
    IF NOT FOUND THEN
      INSERT INTO genealogy.place_queue (tree, top_id, person_id, level) VALUES (of_tree, top, top, 0);
      CONTINUE;
    END IF;
    IF front.level >= of.depth THEN
      RETURN;
    END IF;
    SELECT s INTO side FROM generate_series(0, of.width - 1) s
      WHERE genealogy.child_at(of_tree, front.person_id, s::smallint) IS NULL ORDER BY s LIMIT 1;
    IF FOUND THEN
      parent := front.person_id;
      RETURN;
    END IF;
    INSERT INTO genealogy.place_queue (tree, top_id, person_id, level)
    SELECT of_tree, top, l.person_id, front.level + 1 FROM genealogy.link l
      WHERE l.tree = of_tree AND l.parent_id = front.person_id AND l.valid_until IS NULL ORDER BY l.side;
    DELETE FROM genealogy.place_queue q WHERE q.tree = of_tree AND q.top_id = top AND q.number = front.number;
  END LOOP;
END $$;

-- The same for who only looks: nothing is remembered.
CREATE FUNCTION genealogy.see_first_free(of_tree text, top bigint, OUT parent bigint, OUT side smallint)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  of genealogy.tree;
  fronts bigint[];
  levels integer[];
BEGIN
  SELECT * INTO STRICT of FROM genealogy.tree t WHERE t.code = of_tree;
  SELECT array_agg(q.person_id ORDER BY q.number), array_agg(q.level ORDER BY q.number) INTO fronts, levels
    FROM genealogy.place_queue q WHERE q.tree = of_tree AND q.top_id = top;
  fronts := coalesce(fronts, ARRAY[top]);
  levels := coalesce(levels, ARRAY[0]);
  FOR at IN 1..10000000 LOOP
    EXIT WHEN fronts[at] IS NULL OR levels[at] >= of.depth;
    SELECT s INTO side FROM generate_series(0, of.width - 1) s
      WHERE genealogy.child_at(of_tree, fronts[at], s::smallint) IS NULL ORDER BY s LIMIT 1;
    IF FOUND THEN
      parent := fronts[at];
      RETURN;
    END IF;
    fronts := fronts || ARRAY(SELECT l.person_id FROM genealogy.link l
      WHERE l.tree = of_tree AND l.parent_id = fronts[at] AND l.valid_until IS NULL ORDER BY l.side);
    levels := levels || array_fill(levels[at] + 1, ARRAY[of.width::integer]);
  END LOOP;
END $$;

-- Where a way leads from a person on; no parent when every place of it is taken.
CREATE FUNCTION genealogy.find_place(of_tree text, top bigint, of_way text, OUT parent bigint, OUT side smallint)
LANGUAGE plpgsql AS $$
DECLARE
  next bigint;
BEGIN
  IF of_way IN ('outer_left', 'outer_right') THEN
    side := CASE of_way WHEN 'outer_left' THEN 0 ELSE 1 END;
    parent := genealogy.end_of_leg(of_tree, top, side);
  ELSIF of_way IN ('inner_left', 'inner_right') THEN
    -- The first step goes to the named leg, all others back towards the middle.
    side := CASE of_way WHEN 'inner_left' THEN 0 ELSE 1 END;
    next := genealogy.child_at(of_tree, top, side);
    IF next IS NULL THEN
      parent := top;
    ELSE
      side := 1 - side;
      parent := genealogy.end_of_leg(of_tree, next, side);
    END IF;
  ELSIF of_way IN ('balanced', 'spill_over') AND current_setting('transaction_read_only')::boolean THEN
    SELECT f.parent, f.side INTO parent, side FROM genealogy.see_first_free(of_tree, top) f;
  ELSIF of_way IN ('balanced', 'spill_over') THEN
    SELECT f.parent, f.side INTO parent, side FROM genealogy.first_free(of_tree, top) f;
  ELSE
    RAISE EXCEPTION 'there is no way % in the tree %', of_way, of_tree;
  END IF;
END $$;

-- On which side of a person another one stands; null when it stands not below.
CREATE FUNCTION genealogy.side_below(of_tree text, top bigint, person bigint) RETURNS smallint LANGUAGE plpgsql STABLE AS $$
DECLARE
  at bigint := person;
  above bigint;
  last smallint;
BEGIN
  FOR step IN 1..100000 LOOP
    SELECT l.parent_id, l.side INTO above, last FROM genealogy.link l
      WHERE l.tree = of_tree AND l.person_id = at AND l.valid_until IS NULL;
    IF above IS NULL OR above = top THEN
      RETURN CASE WHEN above = top THEN last END;
    END IF;
    at := above;
  END LOOP;
  RAISE EXCEPTION 'the tree % is deeper than any tree', of_tree;
END $$;

-- The nearest person above (the sponsor first) who stands in the tree, else the top of the tree; null in an empty tree.
CREATE FUNCTION genealogy.top_for(of_tree text, sponsor bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  at bigint := sponsor;
BEGIN
  FOR step IN 1..10000 LOOP
    EXIT WHEN at IS NULL;
    IF EXISTS (SELECT FROM genealogy.link l WHERE l.tree = of_tree AND l.person_id = at AND l.valid_until IS NULL) THEN
      RETURN at;
    END IF;
    SELECT l.parent_id INTO at FROM genealogy.link l
      WHERE l.tree = 'sponsor' AND l.person_id = at AND l.valid_until IS NULL;
  END LOOP;
  RETURN (SELECT l.person_id FROM genealogy.link l
    WHERE l.tree = of_tree AND l.parent_id IS NULL AND l.valid_until IS NULL ORDER BY l.id LIMIT 1);
END $$;

-- What a way comes to for a sponsor: the other leg than the last newcomer's, or the leg with fewer people.
CREATE FUNCTION genealogy.plain_way(of_tree text, sponsor bigint, top bigint, of_way text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  leg smallint;
BEGIN
  IF of_way = 'alternate' THEN
    SELECT p.leg INTO leg FROM genealogy.placement p
      WHERE p.tree = of_tree AND p.sponsor_id = sponsor AND p.leg IS NOT NULL
      ORDER BY p.placed_at DESC, p.person_id DESC LIMIT 1;
    RETURN CASE leg WHEN 0 THEN 'outer_right' ELSE 'outer_left' END;
  ELSIF of_way = 'weaker_leg' THEN
    RETURN CASE genealogy.weaker_side(of_tree, top) WHEN 0 THEN 'outer_left' ELSE 'outer_right' END;
  END IF;
  RETURN of_way;
END $$;

-- Gives a newcomer who waits the place. In: {tree, person, at, way?} or {tree, person, at, parent, side, within?}; a chosen
-- place must lie below `within`. Placements of a tree follow each other, so that a thousand at the same moment under one
-- person each get a place of their own.
CREATE FUNCTION genealogy.place(request jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  of_tree constant text := request->>'tree';
  newcomer constant bigint := (request->>'person')::bigint;
  waits genealogy.placement;
  top bigint;
  parent bigint := (request->>'parent')::bigint;
  side smallint := (request->>'side')::smallint;
  wanted text;
  stands_on smallint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('genealogy.place'), hashtext(of_tree));
  SELECT * INTO waits FROM genealogy.placement p WHERE p.tree = of_tree AND p.person_id = newcomer FOR UPDATE;
  IF NOT FOUND THEN
    RETURN jsonb_build_object('ok', false, 'code', 'genealogy.placement.not_found');
  ELSIF waits.placed_at IS NOT NULL THEN
    RETURN jsonb_build_object('ok', false, 'code', 'genealogy.placed_conflict');
  END IF;
  top := genealogy.top_for(of_tree, waits.sponsor_id);
  IF parent IS NOT NULL THEN
    wanted := 'chosen';
    IF request ? 'within' AND parent <> (request->>'within')::bigint
      AND genealogy.side_below(of_tree, (request->>'within')::bigint, parent) IS NULL THEN
      RETURN jsonb_build_object('ok', false, 'code', 'genealogy.place.not_found');
    ELSIF NOT EXISTS (SELECT FROM genealogy.link l WHERE l.tree = of_tree AND l.person_id = parent AND l.valid_until IS NULL) THEN
      RETURN jsonb_build_object('ok', false, 'code', 'genealogy.place.not_found');
    ELSIF genealogy.child_at(of_tree, parent, side) IS NOT NULL THEN
      RETURN jsonb_build_object('ok', false, 'code', 'genealogy.place.conflict');
    END IF;
  ELSE
    wanted := coalesce(request->>'way',
      (SELECT w.way FROM genealogy.placement_wish w WHERE w.tree = of_tree AND w.person_id = waits.sponsor_id),
      (SELECT t.way FROM genealogy.tree t WHERE t.code = of_tree));
    IF top IS NOT NULL THEN
      SELECT f.parent, f.side INTO parent, side
      FROM genealogy.find_place(of_tree, top, genealogy.plain_way(of_tree, waits.sponsor_id, top, wanted)) f;
      IF parent IS NULL THEN
        RETURN jsonb_build_object('ok', false, 'code', 'genealogy.tree_full');
      END IF;
    END IF;
  END IF;
  INSERT INTO genealogy.link (tree, person_id, parent_id, side, valid_from)
  VALUES (of_tree, newcomer, parent, side, (request->>'at')::timestamptz);
  stands_on := CASE WHEN parent = waits.sponsor_id THEN side ELSE genealogy.side_below(of_tree, waits.sponsor_id, parent) END;
  UPDATE genealogy.placement p SET placed_at = (request->>'at')::timestamptz, way = wanted, leg = stands_on
  WHERE p.tree = of_tree AND p.person_id = newcomer;
  RETURN jsonb_build_object('ok', true, 'parent', parent::text, 'side', side, 'way', wanted);
END $$;

-- Places with the words of their sides.
CREATE OR REPLACE VIEW genealogy.v_link WITH (security_invoker = true) AS
  SELECT l.tree, l.person_id, l.parent_id, l.side, l.valid_from, l.valid_until,
    CASE t.kind WHEN 'binary' THEN (ARRAY['left', 'right'])[l.side + 1] WHEN 'matrix' THEN (l.side + 1)::text END AS side_name
  FROM genealogy.link l JOIN genealogy.tree t ON t.code = l.tree;
