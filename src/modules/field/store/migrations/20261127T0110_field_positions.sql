-- Several positions of one person. A position is a row of `person`, with its own number, standing and place; who owns it is the
-- person that it is, unless a row here says another one. Rows follow each other and never overlap. As standings do, each carries
-- the position of the feed that told of it, and holds until the next one that was known.
CREATE TABLE field.ownership (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  position_id bigint NOT NULL REFERENCES field.person,
  owner_id bigint NOT NULL REFERENCES field.person,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz CHECK (valid_until > valid_from),
  known_seq bigint
);
CREATE UNIQUE INDEX ownership_open ON field.ownership (position_id) WHERE valid_until IS NULL;
CREATE INDEX ownership_position ON field.ownership (position_id, valid_from);
CREATE INDEX ownership_owner ON field.ownership (owner_id);
SELECT platform.append_only('field.ownership');
GRANT UPDATE (valid_until, known_seq) ON field.ownership TO openfield_app;
ALTER TABLE field.ownership ENABLE ROW LEVEL SECURITY;
ALTER TABLE field.ownership FORCE ROW LEVEL SECURITY;
CREATE POLICY staff ON field.ownership USING ((SELECT platform.viewer_is_staff()));

-- Whoever owns positions is nobody's position: otherwise nobody could say whose wallet pay goes to. Changes of owners follow each
-- other, so that two of them together cannot make it so either.
CREATE FUNCTION field.check_ownership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('field.ownership'));
  IF EXISTS (SELECT FROM field.ownership o
      WHERE o.position_id = NEW.owner_id AND o.owner_id <> o.position_id AND o.valid_until IS NULL)
    AND NEW.owner_id <> NEW.position_id AND NEW.valid_until IS NULL
    OR EXISTS (SELECT FROM field.ownership o
      WHERE o.owner_id = NEW.position_id AND o.position_id <> NEW.position_id AND o.valid_until IS NULL)
    AND NEW.owner_id <> NEW.position_id AND NEW.valid_until IS NULL THEN
    RAISE EXCEPTION 'whoever owns positions is nobody''s position (% and %)', NEW.position_id, NEW.owner_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ownership_flat';
  END IF;
  IF EXISTS (SELECT FROM field.ownership o WHERE o.position_id = NEW.position_id AND o.id <> NEW.id
      AND tstzrange(o.valid_from, o.valid_until) && tstzrange(NEW.valid_from, NEW.valid_until)) THEN
    RAISE EXCEPTION 'the position % would have two owners', NEW.position_id
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'ownership_apart';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER check_ownership AFTER INSERT ON field.ownership
  FOR EACH ROW EXECUTE FUNCTION field.check_ownership();

-- The owner of a position, and the positions of an owner with since when, null for the one that the owner always was. They look as
-- the program itself: whose a position is, its owner asks before anything of it may be seen.
CREATE FUNCTION field.owner_of(held bigint) RETURNS bigint
LANGUAGE sql STABLE SET openfield.realm = 'system' AS $$
  SELECT coalesce((SELECT o.owner_id FROM field.ownership o WHERE o.position_id = held AND o.valid_until IS NULL), held)
$$;
CREATE FUNCTION field.positions_of(owner bigint) RETURNS TABLE (person_id bigint, since timestamptz)
LANGUAGE sql STABLE SET openfield.realm = 'system' AS $$
  SELECT p.id, o.valid_from FROM field.person p
  LEFT JOIN field.ownership o ON o.position_id = p.id AND o.valid_until IS NULL
  WHERE (p.id = owner AND coalesce(o.owner_id, p.id) = owner)
    OR p.id IN (SELECT w.position_id FROM field.ownership w WHERE w.owner_id = owner AND w.valid_until IS NULL)
  ORDER BY o.valid_from NULLS FIRST, p.id
$$;

-- Who owned a position as of an instant, as far as it was known at a position of the feed.
CREATE FUNCTION field.owner_as_of(held bigint, at timestamptz, known bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT o.owner_id FROM field.ownership o
    WHERE o.position_id = held AND o.valid_from <= at AND o.known_seq <= known
    ORDER BY o.valid_from DESC LIMIT 1), held)
$$;

-- Whose each position was, and when; nobody is there who always was the own owner.
CREATE VIEW field.v_ownership WITH (security_invoker = true) AS
  SELECT position_id, owner_id, valid_from, valid_until FROM field.ownership;
SELECT platform.read_only('field.v_ownership');
