-- What a buyer brings along as a row, and the versions of promotions as rows, that a statement takes in where it asks for more.
CREATE FUNCTION promotions.standing_rows(of_market bigint, buyer bigint, codes text[], at timestamptz) RETURNS TABLE (standing jsonb)
LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT jsonb_build_object(
    'version', (SELECT v.version::text FROM promotions.version v),
    'facts', coalesce((
      SELECT jsonb_object_agg(f.name, f.known) FROM (
        SELECT DISTINCT ON (f.name) f.name, f.known FROM promotions.person_fact f
        WHERE f.person_id = buyer AND f.from_at <= at ORDER BY f.name, f.from_at DESC) f), '{}'),
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
CREATE OR REPLACE FUNCTION promotions.standing(of_market bigint, buyer bigint, codes text[], at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.standing FROM promotions.standing_rows(of_market, buyer, codes, at) r
$$;

CREATE FUNCTION promotions.version_rows() RETURNS TABLE (id bigint, promotion_id bigint)
LANGUAGE sql STABLE AS $$ SELECT v.id, v.promotion_id FROM promotions.promotion_version v $$;

-- As before. Where nobody is refused, which is nearly always, it is counted and written by one statement: counters in the order in
-- which promotions.consume takes them, each only as far as it may go.
CREATE OR REPLACE FUNCTION promotions.consume_together(requests jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  is_fitting boolean;
  wanted jsonb;
  taken jsonb;
  refused jsonb := '{}';
BEGIN
  IF jsonb_path_exists(requests, '$[*].coupons[*]') OR jsonb_path_exists(requests, '$[*].applied[*].uses[*]') THEN
    RAISE EXCEPTION 'an order that brings coupons or entitlements is placed by itself';
  END IF;
  WITH wanted AS MATERIALIZED (
    SELECT c.* FROM promotions.counters_of(requests) c
  ), sums AS MATERIALIZED (
    SELECT w.scope, w.of_id, w.part, min(w.kind) AS kind, sum(w.times)::bigint AS times, sum(w.minor)::bigint AS minor,
      min(w.uses_most) AS uses_most, min(w.minor_most) AS minor_most, bool_and(w.allowed) AS allowed
    FROM wanted w GROUP BY w.scope, w.of_id, w.part
  ), possible AS MATERIALIZED (
    SELECT NOT EXISTS (
      SELECT FROM sums s WHERE NOT s.allowed OR s.times > s.uses_most OR s.minor > s.minor_most) AS is_possible
  ), counted AS (
    INSERT INTO promotions.counter AS c (scope, of_id, part, uses, minor)
    SELECT s.scope, s.of_id, s.part, s.times, s.minor FROM sums s WHERE (SELECT p.is_possible FROM possible p)
    ORDER BY s.kind = 4, s.of_id, s.kind, s.part
    ON CONFLICT (scope, of_id, part) DO UPDATE SET uses = c.uses + EXCLUDED.uses, minor = c.minor + EXCLUDED.minor
    WHERE NOT EXISTS (
      SELECT FROM sums s WHERE s.scope = c.scope AND s.of_id = c.of_id AND s.part = c.part
        AND (c.uses + s.times > s.uses_most OR c.minor + s.minor > s.minor_most))
    RETURNING c.scope, c.of_id, c.part
  ), fitting AS MATERIALIZED (
    SELECT p.is_possible AND (SELECT count(*) FROM counted) = (SELECT count(*) FROM sums) AS is_fitting FROM possible p
  ), used AS (
    INSERT INTO promotions.use (order_id, promotion_id, version_id, coupon_id, person_id, day, times, minor, gifts_minor)
    SELECT (r->>'order')::bigint, v.promotion_id, v.id, (a->>'coupon')::bigint, (r->>'buyer')::bigint, (r->>'day')::date,
      (a->>'times')::bigint, (a->>'minor')::bigint, (a->>'gifts')::bigint
    FROM jsonb_array_elements(requests) r CROSS JOIN jsonb_array_elements(r->'applied') a
    JOIN promotions.promotion_version v ON v.id = (a->>'version')::bigint
    WHERE (SELECT f.is_fitting FROM fitting f)
  )
  SELECT f.is_fitting, CASE WHEN NOT f.is_fitting THEN (SELECT jsonb_agg(to_jsonb(w)) FROM wanted w) END,
    CASE WHEN NOT f.is_fitting THEN (
      SELECT jsonb_agg(to_jsonb(s)) FROM sums s JOIN counted c USING (scope, of_id, part)) END
  INTO is_fitting, wanted, taken FROM fitting f;
  IF NOT is_fitting THEN
    refused := promotions.use_in_turn(requests, wanted, taken);
  END IF;
  IF jsonb_path_exists(requests, '$[*].applied[*].earns[*]') THEN
    INSERT INTO promotions.entitlement (person_id, market_id, name, promotion_id, order_id, earned_at, expires_at, uses_most)
    SELECT (r->>'buyer')::bigint, (r->>'market')::bigint, e->>'name', v.promotion_id, (r->>'order')::bigint,
      (r->>'at')::timestamptz, (r->>'at')::timestamptz + make_interval(days => (e->>'days')::integer), (e->>'uses')::integer
    FROM jsonb_array_elements(requests) r CROSS JOIN jsonb_array_elements(r->'applied') a
    CROSS JOIN jsonb_array_elements(a->'earns') e
    JOIN promotions.promotion_version v ON v.id = (a->>'version')::bigint
    WHERE NOT refused ? (r->>'place') AND r->>'buyer' IS NOT NULL;
  END IF;
  IF jsonb_path_exists(requests, '$[*].applied[*].points.*') THEN
    INSERT INTO promotions.points_entry (person_id, unit, points, promotion_id, order_id, at)
    SELECT (r->>'buyer')::bigint, p.key, p.value::bigint, v.promotion_id, (r->>'order')::bigint, (r->>'at')::timestamptz
    FROM jsonb_array_elements(requests) r CROSS JOIN jsonb_array_elements(r->'applied') a
    CROSS JOIN jsonb_each_text(a->'points') p
    JOIN promotions.promotion_version v ON v.id = (a->>'version')::bigint
    WHERE NOT refused ? (r->>'place') AND r->>'buyer' IS NOT NULL;
  END IF;
  RETURN refused;
END $$;

-- Gives back what was counted already, and lets orders use promotions one after the other: whoever asked first gets it. Answers the
-- refusals by place.
CREATE FUNCTION promotions.use_in_turn(requests jsonb, wanted jsonb, taken jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  refused jsonb := '{}';
  held bigint;
  spent text;
  one record;
BEGIN
  UPDATE promotions.counter c SET uses = c.uses - t.times, minor = c.minor - t.minor
  FROM jsonb_to_recordset(taken) t (scope text, of_id bigint, part text, times bigint, minor bigint)
  WHERE c.scope = t.scope AND c.of_id = t.of_id AND c.part = t.part;
  held := promotions.hold_counters(wanted);
  FOR one IN
    SELECT (w->>'place')::integer AS place, jsonb_agg(w) AS counters
    FROM jsonb_array_elements(wanted) w GROUP BY 1 ORDER BY 1
  LOOP
    spent := promotions.count_all(one.counters);
    IF spent IS NOT NULL THEN
      refused := refused || jsonb_build_object(one.place::text,
        promotions.refusal('promotions.used_up', jsonb_build_object('promotion', spent)));
    END IF;
  END LOOP;
  INSERT INTO promotions.use (order_id, promotion_id, version_id, coupon_id, person_id, day, times, minor, gifts_minor)
  SELECT (r->>'order')::bigint, v.promotion_id, v.id, (a->>'coupon')::bigint, (r->>'buyer')::bigint, (r->>'day')::date,
    (a->>'times')::bigint, (a->>'minor')::bigint, (a->>'gifts')::bigint
  FROM jsonb_array_elements(requests) r CROSS JOIN jsonb_array_elements(r->'applied') a
  JOIN promotions.promotion_version v ON v.id = (a->>'version')::bigint
  WHERE NOT refused ? (r->>'place');
  RETURN refused;
END $$;
REVOKE EXECUTE ON FUNCTION promotions.standing_rows(bigint, bigint, text[], timestamptz), promotions.version_rows(),
  promotions.use_in_turn(jsonb, jsonb, jsonb) FROM public;
