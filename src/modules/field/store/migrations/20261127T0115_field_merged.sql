-- Positions that were merged into another one: both numbers lead to the one that stays. Written once; when that one is merged, too,
-- it is followed on.
CREATE TABLE field.merged (
  person_id bigint PRIMARY KEY REFERENCES field.person,
  into_id bigint NOT NULL REFERENCES field.person CHECK (into_id <> person_id)
);
CREATE INDEX merged_into ON field.merged (into_id);
SELECT platform.append_only('field.merged');
GRANT UPDATE (into_id) ON field.merged TO openfield_app;

CREATE VIEW field.v_merged WITH (security_invoker = true) AS SELECT person_id, into_id FROM field.merged;
SELECT platform.read_only('field.v_merged');

-- Positions that were merged are their owner's still, and none to look from or to count.
CREATE OR REPLACE FUNCTION field.positions_of(owner bigint) RETURNS TABLE (person_id bigint, since timestamptz)
LANGUAGE sql STABLE SET openfield.realm = 'system' AS $$
  SELECT p.id, o.valid_from FROM field.person p
  LEFT JOIN field.ownership o ON o.position_id = p.id AND o.valid_until IS NULL
  WHERE ((p.id = owner AND coalesce(o.owner_id, p.id) = owner)
    OR p.id IN (SELECT w.position_id FROM field.ownership w WHERE w.owner_id = owner AND w.valid_until IS NULL))
    AND NOT EXISTS (SELECT FROM field.merged m WHERE m.person_id = p.id)
  ORDER BY o.valid_from NULLS FIRST, p.id
$$;
