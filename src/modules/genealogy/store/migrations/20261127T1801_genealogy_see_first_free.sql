-- The first free place for who only looks, stretch by stretch: everybody who waits in the queue is looked at together, then those
-- below them in the same order. One by one, each step copied the whole list, which took longer than anybody waits in a full
-- tree of some hundred thousand places.
CREATE OR REPLACE FUNCTION genealogy.see_first_free(of_tree text, top bigint, OUT parent bigint, OUT side smallint)
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
  WHILE cardinality(fronts) > 0 LOOP
    SELECT f.id, s INTO parent, side
    FROM unnest(fronts, levels) WITH ORDINALITY f (id, level, place) CROSS JOIN generate_series(0, of.width - 1) s
    WHERE coalesce(f.level < of.depth, true) AND NOT EXISTS (SELECT FROM genealogy.link l
      WHERE l.tree = of_tree AND l.parent_id = f.id AND l.side = s AND l.valid_until IS NULL)
    ORDER BY f.place, s LIMIT 1;
    -- Levels only grow along the list: behind one that is the last there is no other.
    EXIT WHEN FOUND OR levels[cardinality(levels)] >= of.depth;
    SELECT coalesce(array_agg(l.person_id ORDER BY f.place, l.side), '{}'),
      coalesce(array_agg(f.level + 1 ORDER BY f.place, l.side), '{}')
    INTO fronts, levels
    FROM unnest(fronts, levels) WITH ORDINALITY f (id, level, place)
      JOIN genealogy.link l ON l.tree = of_tree AND l.parent_id = f.id AND l.valid_until IS NULL;
  END LOOP;
END $$;
