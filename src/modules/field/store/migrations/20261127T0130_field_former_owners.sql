-- Who had a position that was the own one, after somebody else took it over: a person with a number of its own, to whom name, wallet
-- and what the position brought until then belong. As long as it was not known, the position was its own owner's.
CREATE TABLE field.former_owner (
  position_id bigint NOT NULL REFERENCES field.person,
  person_id bigint NOT NULL UNIQUE REFERENCES field.person CHECK (person_id <> position_id),
  until_at timestamptz NOT NULL,
  known_seq bigint,
  PRIMARY KEY (position_id, until_at)
);
SELECT platform.append_only('field.former_owner');
GRANT UPDATE (known_seq) ON field.former_owner TO openfield_app;
ALTER TABLE field.former_owner ENABLE ROW LEVEL SECURITY;
ALTER TABLE field.former_owner FORCE ROW LEVEL SECURITY;
CREATE POLICY staff ON field.former_owner USING ((SELECT platform.viewer_is_staff()));
CREATE VIEW field.v_former_owner WITH (security_invoker = true) AS
  SELECT position_id, person_id, until_at FROM field.former_owner;
SELECT platform.read_only('field.v_former_owner');

-- The person behind a position as of an instant, as far as it was known at a position of the feed.
CREATE FUNCTION field.holder_as_of(held bigint, at timestamptz, known bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT f.person_id FROM field.former_owner f
    WHERE f.position_id = o.id AND (f.until_at > at OR f.known_seq IS NULL OR f.known_seq > known)
    ORDER BY f.until_at LIMIT 1), o.id)
  FROM (SELECT field.owner_as_of(held, at, known) AS id) o
$$;

-- When it came to be so in the books: what happened before that at the position was done by, and shows, whoever had it then.
ALTER TABLE field.ownership ADD COLUMN handed_at timestamptz;
UPDATE field.ownership SET handed_at = valid_from;
ALTER TABLE field.ownership ALTER COLUMN handed_at SET NOT NULL;

DROP FUNCTION field.positions_of(bigint);
CREATE FUNCTION field.positions_of(owner bigint) RETURNS TABLE (person_id bigint, since timestamptz, handed_at timestamptz)
LANGUAGE sql STABLE SET openfield.realm = 'system' AS $$
  SELECT p.id, o.valid_from, o.handed_at FROM field.person p
  LEFT JOIN field.ownership o ON o.position_id = p.id AND o.valid_until IS NULL
  WHERE ((p.id = owner AND coalesce(o.owner_id, p.id) = owner)
    OR p.id IN (SELECT w.position_id FROM field.ownership w WHERE w.owner_id = owner AND w.valid_until IS NULL))
    AND NOT EXISTS (SELECT FROM field.merged m WHERE m.person_id = p.id)
  ORDER BY o.valid_from NULLS FIRST, p.id
$$;

-- Since when a position is whose it is now; null where it always was.
CREATE FUNCTION field.owned_since(held bigint) RETURNS timestamptz
LANGUAGE sql STABLE SET openfield.realm = 'system' AS $$
  SELECT o.valid_from FROM field.ownership o WHERE o.position_id = held AND o.valid_until IS NULL
$$;

-- How a position is owned: by whom and since when, when that came to be so in the books, how many positions the owner has, how many of
-- them sell, and whether it was merged into another one.
CREATE FUNCTION field.ownership_of(held bigint)
RETURNS TABLE (owner_id bigint, since timestamptz, handed_at timestamptz, owned integer, selling integer, is_merged boolean)
LANGUAGE sql STABLE SET openfield.realm = 'system' AS $$
  SELECT w.owner_id, o.valid_from, o.handed_at, n.owned, n.selling, EXISTS (SELECT FROM field.merged m WHERE m.person_id = held)
  FROM (SELECT field.owner_of(held) AS owner_id) w
  LEFT JOIN field.ownership o ON o.position_id = held AND o.valid_until IS NULL
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS owned,
      (count(*) FILTER (WHERE p.kind = 'distributor' AND p.status <> 'terminated'))::int AS selling
    FROM field.positions_of(w.owner_id) q JOIN field.person p ON p.id = q.person_id
  ) n
$$;
