-- Where the first free place lies is found stretch by stretch, for who looks and for who is placed alike: one by one, the first
-- newcomer under the top of a full tree of some hundred thousand places waited for as many steps, and with the newcomer everybody
-- else who joined. A stretch is whoever comes next in the order of levels, each level from the left. While every place of a
-- stretch is taken nothing is put in order: a person's number in it is that of the person above, times the places of each, and
-- the own place.

-- The stretch in which the first free place lies, from the person who has it on, in order, or that person alone; empty where every
-- place is taken.
CREATE FUNCTION genealogy.first_stretch(of_tree text, top bigint, whole boolean, OUT people bigint[], OUT levels integer[])
LANGUAGE plpgsql STABLE SET enable_nestloop = off AS $$
DECLARE
  of genealogy.tree;
  ranks bigint[];
  below bigint[];
  below_ranks bigint[];
  below_levels integer[];
  first bigint;
BEGIN
  SELECT * INTO STRICT of FROM genealogy.tree t WHERE t.code = of_tree;
  SELECT array_agg(q.person_id ORDER BY q.number), array_agg(q.level ORDER BY q.number) INTO people, levels
    FROM genealogy.place_queue q WHERE q.tree = of_tree AND q.top_id = top;
  people := coalesce(people, ARRAY[top]);
  levels := coalesce(levels, ARRAY[0]);
  ranks := ARRAY(SELECT generate_series(0, cardinality(people) - 1));
  LOOP
    SELECT coalesce(array_agg(l.person_id), '{}'), coalesce(array_agg(f.rank * of.width + l.side), '{}'),
      coalesce(array_agg(f.level + 1), '{}')
    INTO below, below_ranks, below_levels
    FROM unnest(people, ranks, levels) f (id, rank, level)
      JOIN genealogy.link l ON l.parent_id = f.id
    WHERE l.tree = of_tree AND l.parent_id = ANY (people) AND l.valid_until IS NULL AND coalesce(f.level < of.depth, true);
    IF cardinality(below) < cardinality(people) * of.width THEN
      SELECT min(f.rank) INTO first FROM unnest(people, ranks, levels) f (id, rank, level)
        LEFT JOIN (SELECT b.rank / of.width AS above, count(*) AS taken FROM unnest(below_ranks) b (rank) GROUP BY 1) b
          ON b.above = f.rank
        WHERE coalesce(f.level < of.depth, true) AND coalesce(b.taken, 0) < of.width;
      IF first IS NOT NULL THEN
        IF NOT whole THEN
          SELECT ARRAY[f.id], ARRAY[f.level] INTO people, levels
            FROM unnest(people, ranks, levels) f (id, rank, level) WHERE f.rank = first;
          RETURN;
        END IF;
        SELECT array_agg(f.id ORDER BY f.rank), array_agg(f.level ORDER BY f.rank) INTO people, levels
          FROM unnest(people, ranks, levels) f (id, rank, level) WHERE f.rank >= first;
        -- Those below whoever was passed over come after the stretch.
        people := people || ARRAY(SELECT b.id FROM unnest(below, below_ranks) b (id, rank)
          WHERE b.rank < first * of.width ORDER BY b.rank);
        levels := levels || ARRAY(SELECT b.level FROM unnest(below_levels, below_ranks) b (level, rank)
          WHERE b.rank < first * of.width ORDER BY b.rank);
        RETURN;
      END IF;
      IF cardinality(below) = 0 THEN
        people := '{}';
        levels := '{}';
        RETURN;
      END IF;
    END IF;
    people := below;
    ranks := below_ranks;
    levels := below_levels;
  END LOOP;
END $$;

-- The first free place directly under somebody; null where none is.
CREATE FUNCTION genealogy.free_side(of_tree text, of_parent bigint) RETURNS smallint LANGUAGE sql STABLE AS $$
  SELECT s::smallint FROM genealogy.tree t CROSS JOIN generate_series(0, t.width - 1) s
  WHERE t.code = of_tree AND genealogy.child_at(of_tree, of_parent, s::smallint) IS NULL ORDER BY s LIMIT 1
$$;

-- For who only looks: nothing is remembered.
CREATE OR REPLACE FUNCTION genealogy.see_first_free(of_tree text, top bigint, OUT parent bigint, OUT side smallint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  SELECT f.people[1] INTO parent FROM genealogy.first_stretch(of_tree, top, false) f;
  IF parent IS NOT NULL THEN
    side := genealogy.free_side(of_tree, parent);
  END IF;
END $$;

-- For who is placed: the stretch is remembered from the free place on, and the next newcomer begins there. Mostly that place is
-- among the first; where others filled more of them by other ways, the rest is passed over by a stretch.
CREATE OR REPLACE FUNCTION genealogy.first_free(of_tree text, top bigint, OUT parent bigint, OUT side smallint)
LANGUAGE plpgsql AS $$
DECLARE
  most_depth constant integer := (SELECT t.depth FROM genealogy.tree t WHERE t.code = of_tree);
  front genealogy.place_queue;
  stretch record;
BEGIN
  FOR step IN 1..20 LOOP
    SELECT * INTO front FROM genealogy.place_queue q
      WHERE q.tree = of_tree AND q.top_id = top ORDER BY q.number LIMIT 1;
    EXIT WHEN NOT FOUND;
    IF front.level >= most_depth THEN
      RETURN;
    END IF;
    side := genealogy.free_side(of_tree, front.person_id);
    IF side IS NOT NULL THEN
      parent := front.person_id;
      RETURN;
    END IF;
    INSERT INTO genealogy.place_queue (tree, top_id, person_id, level)
    SELECT of_tree, top, l.person_id, front.level + 1 FROM genealogy.link l
      WHERE l.tree = of_tree AND l.parent_id = front.person_id AND l.valid_until IS NULL ORDER BY l.side;
    DELETE FROM genealogy.place_queue q WHERE q.tree = of_tree AND q.top_id = top AND q.number = front.number;
  END LOOP;
  SELECT f.people, f.levels INTO stretch FROM genealogy.first_stretch(of_tree, top, true) f;
  parent := stretch.people[1];
  IF parent IS NOT NULL THEN
    side := genealogy.free_side(of_tree, parent);
    DELETE FROM genealogy.place_queue q WHERE q.tree = of_tree AND q.top_id = top;
    INSERT INTO genealogy.place_queue (tree, top_id, person_id, level)
    SELECT of_tree, top, f.id, f.level FROM unnest(stretch.people, stretch.levels) WITH ORDINALITY f (id, level, place)
      ORDER BY f.place;
  END IF;
END $$;
