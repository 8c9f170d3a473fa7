-- What later modules know of people that promotions may ask for: the rank of the last accepted period, segments. A fact holds
-- from its moment until the next one of its name; one without values says that nothing of it holds any more.
CREATE TABLE promotions.person_fact (
  person_id bigint NOT NULL REFERENCES field.person,
  name text NOT NULL CHECK (name IN ('rank', 'segment')),
  from_at timestamptz NOT NULL,
  known text[] NOT NULL,
  PRIMARY KEY (person_id, name, from_at)
);
SELECT platform.read_only('promotions.person_fact');
ALTER TABLE promotions.person_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE promotions.person_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON promotions.person_fact TO CURRENT_USER USING (true);
CREATE POLICY viewer ON promotions.person_fact FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_is_staff()) OR person_id = (SELECT platform.viewer_person_id()));

-- Keeps a fact of many people from a moment on: the values of each as lines of one text, null for none. Only what differs
-- from what is known already is written, so that asking again changes nothing. Gives how many people it is new for.
CREATE FUNCTION promotions.keep_facts(of_name text, at timestamptz, people bigint[], lines text[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH given AS (
    SELECT g.person_id, coalesce((SELECT array_agg(DISTINCT v ORDER BY v) FROM string_to_table(g.text, E'\n') v), '{}') AS known
    FROM unnest(people, lines) AS g (person_id, text)
  ), kept AS (
    INSERT INTO promotions.person_fact (person_id, name, from_at, known)
    SELECT g.person_id, of_name, at, g.known FROM given g
    LEFT JOIN LATERAL (
      SELECT f.known FROM promotions.person_fact f
      WHERE f.person_id = g.person_id AND f.name = of_name AND f.from_at <= at ORDER BY f.from_at DESC LIMIT 1) before ON true
    WHERE coalesce(before.known, '{}') <> g.known
    ON CONFLICT (person_id, name, from_at) DO UPDATE SET known = EXCLUDED.known
    RETURNING 1
  )
  SELECT count(*) FROM kept
$$;

-- What is known of a buyer at a moment, by name.
CREATE FUNCTION promotions.facts_of(person bigint, at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(f.name, f.known), '{}') FROM (
    SELECT DISTINCT ON (f.name) f.name, f.known FROM promotions.person_fact f
    WHERE f.person_id = person AND f.from_at <= at ORDER BY f.name, f.from_at DESC) f
$$;

CREATE OR REPLACE FUNCTION promotions.standing(of_market bigint, buyer bigint, codes text[], at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'version', (SELECT v.version::text FROM promotions.version v),
    'facts', promotions.facts_of(buyer, at),
    'coupons', coalesce((
      SELECT jsonb_agg(jsonb_build_object('id', c.id::text, 'code', c.code, 'series', s.name,
        'usable', (c.uses_most IS NULL OR c.uses < c.uses_most) AND (s.valid_until IS NULL OR at < s.valid_until)))
      FROM promotions.coupon c JOIN promotions.coupon_series s ON s.id = c.series_id
      WHERE c.market_id = of_market AND c.code = ANY (codes)), '[]'),
    'entitlements', coalesce((
      SELECT jsonb_object_agg(e.name, e.left_uses) FROM (
        SELECT e.name, sum(e.uses_most - e.uses) AS left_uses FROM promotions.entitlement e
        WHERE e.person_id = buyer AND e.market_id = of_market AND e.uses < e.uses_most AND NOT e.taken_back
          AND e.earned_at <= at AND at < e.expires_at
        GROUP BY e.name) e), '{}'))
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA promotions FROM public;
GRANT EXECUTE ON FUNCTION promotions.keep_facts(text, timestamptz, bigint[], text[]),
  promotions.facts_of(bigint, timestamptz) TO openfield_app;
