-- A merge is a move, too: the team below a position comes under another one of the same person, in every tree, and the position
-- stands empty from then on. `person_id` is the one that ends, `parent_id` the one that stays.
ALTER TABLE genealogy.move
  DROP CONSTRAINT move_kind_check,
  DROP CONSTRAINT move_check2,
  DROP CONSTRAINT move_check3,
  ADD CONSTRAINT move_kind_check CHECK (kind IN ('asked', 'termination', 'merge')),
  ADD CONSTRAINT move_asked_by CHECK ((kind = 'termination') = (requested_by IS NULL)),
  ADD CONSTRAINT move_of_policy CHECK (kind <> 'termination' OR state = 'done');
CREATE UNIQUE INDEX move_merged_once ON genealogy.move (person_id) WHERE kind = 'merge' AND state = 'done';

CREATE OR REPLACE VIEW genealogy.v_move WITH (security_invoker = true) AS
  SELECT id, tree, person_id, parent_id, with_team, valid_from, state, requested_by, decided_at, done_number, kind FROM genealogy.move;

-- Nobody comes to stand under a position that was merged, also when both happen at the same moment: a merge holds the place of the
-- position, which whoever joins under it waits for.
CREATE FUNCTION genealogy.check_not_merged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  gone bigint;
BEGIN
  SELECT a.parent_id INTO gone FROM added a JOIN field.v_merged m ON m.person_id = a.parent_id
    WHERE a.tree = 'sponsor' AND a.valid_until IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'nobody can be placed under person %, who was merged', gone
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'link_parent_in_tree';
  END IF;
  RETURN NULL;
END $$;
-- By its name after check_new_links, which waits for the parent's place.
CREATE TRIGGER check_not_merged AFTER INSERT ON genealogy.link
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION genealogy.check_not_merged();
