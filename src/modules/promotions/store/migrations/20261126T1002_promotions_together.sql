-- What many orders use is counted at once.

-- The counters of limited promotions and campaigns that some orders count up. In: [what promotions.consume takes, and place];
-- `code` is what a refusal names, `allowed` is false where a limit for each person meets nobody.
CREATE FUNCTION promotions.counters_of(requests jsonb)
RETURNS TABLE (place integer, kind smallint, scope text, of_id bigint, part text, times bigint, minor bigint,
  uses_most bigint, minor_most bigint, code text, allowed boolean)
LANGUAGE sql STABLE AS $$
  WITH applied AS MATERIALIZED (
    SELECT (r->>'place')::integer AS place, r->>'buyer' AS buyer, r->>'day' AS day, (a->>'times')::bigint AS times,
      (a->>'minor')::bigint AS minor, p.id, p.code, p.campaign_id, v.uses_most, v.person_most, v.month_most, v.budget_minor,
      v.month_budget_minor
    FROM jsonb_array_elements(requests) r CROSS JOIN jsonb_array_elements(r->'applied') a
    JOIN promotions.promotion_version v ON v.id = (a->>'version')::bigint
    JOIN promotions.promotion p ON p.id = v.promotion_id
  )
  SELECT a.place, c.kind::smallint, c.scope, a.id, c.part, a.times, a.minor, c.uses_most, c.minor_most, a.code,
    c.part IS NOT NULL
  FROM applied a CROSS JOIN LATERAL (VALUES
    (1, 'promotion', '', a.uses_most, a.budget_minor),
    (2, 'month', left(a.day, 7), a.month_most, a.month_budget_minor),
    (3, 'person', a.buyer, a.person_most, NULL)) c (kind, scope, part, uses_most, minor_most)
  WHERE c.uses_most IS NOT NULL OR c.minor_most IS NOT NULL
  UNION ALL
  SELECT a.place, 4::smallint, 'campaign', c.id, '', sum(a.times)::bigint, sum(a.minor)::bigint, NULL, c.budget_minor, c.code,
    true
  FROM applied a JOIN promotions.campaign c ON c.id = a.campaign_id
  WHERE c.budget_minor IS NOT NULL GROUP BY a.place, c.id
$$;

-- Counts up what orders use where all of it stays within what is allowed; where it would not, nothing is counted and what is
-- spent is named. The caller holds the rows.
CREATE FUNCTION promotions.count_all(wanted jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  spent text;
BEGIN
  WITH sums AS MATERIALIZED (
    SELECT w.scope, w.of_id, w.part, min(w.kind) AS kind, min(w.code) AS code, sum(w.times)::bigint AS times,
      sum(w.minor)::bigint AS minor, min(w.uses_most) AS uses_most, min(w.minor_most) AS minor_most,
      bool_and(w.allowed) AS allowed
    FROM jsonb_to_recordset(wanted) w (kind smallint, scope text, of_id bigint, part text, code text, times bigint,
      minor bigint, uses_most bigint, minor_most bigint, allowed boolean)
    GROUP BY w.scope, w.of_id, w.part
  ), over AS MATERIALIZED (
    SELECT s.code, s.of_id, s.kind
    FROM sums s LEFT JOIN promotions.counter c ON c.scope = s.scope AND c.of_id = s.of_id AND c.part = s.part
    WHERE NOT s.allowed OR c.uses + s.times > s.uses_most OR c.minor + s.minor > s.minor_most
  ), counted AS (
    UPDATE promotions.counter c SET uses = c.uses + s.times, minor = c.minor + s.minor
    FROM sums s
    WHERE c.scope = s.scope AND c.of_id = s.of_id AND c.part = s.part AND NOT EXISTS (SELECT FROM over)
  )
  SELECT o.code INTO spent FROM over o ORDER BY o.kind = 4, o.of_id, o.kind LIMIT 1;
  RETURN spent;
END $$;

-- Holds the rows of counters, those that are missing made, in the order in which promotions.consume takes them too.
CREATE FUNCTION promotions.hold_counters(wanted jsonb) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  held bigint;
  asked bigint;
BEGIN
  LOOP
    WITH named AS MATERIALIZED (
      SELECT DISTINCT w.kind = 4 AS last, w.of_id, w.kind, w.scope, w.part
      FROM jsonb_to_recordset(wanted) w (kind smallint, scope text, of_id bigint, part text) WHERE w.part IS NOT NULL
    ), rows AS (
      SELECT c.of_id FROM named n JOIN promotions.counter c ON c.scope = n.scope AND c.of_id = n.of_id AND c.part = n.part
      ORDER BY n.last, n.of_id, n.kind, n.part FOR UPDATE OF c
    )
    SELECT (SELECT count(*) FROM rows), (SELECT count(*) FROM named) INTO held, asked;
    EXIT WHEN held = asked;
    INSERT INTO promotions.counter (scope, of_id, part)
    SELECT n.scope, n.of_id, n.part FROM (
      SELECT DISTINCT w.kind = 4 AS last, w.of_id, w.kind, w.scope, w.part
      FROM jsonb_to_recordset(wanted) w (kind smallint, scope text, of_id bigint, part text) WHERE w.part IS NOT NULL
    ) n ORDER BY n.last, n.of_id, n.kind, n.part
    ON CONFLICT DO NOTHING;
  END LOOP;
  RETURN held;
END $$;

-- Counts what orders use that bring no coupons and use no entitlements, and writes down what they earned; one that others left
-- nothing for is refused, with nothing of it counted. In: [what promotions.consume takes, and place]. Answers the refusals by
-- place: {place: {ok: false, …}}.
CREATE FUNCTION promotions.consume_together(requests jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted jsonb;
  refused jsonb := '{}';
  held bigint;
  spent text;
  one record;
BEGIN
  IF jsonb_path_exists(requests, '$[*].coupons[*]') OR jsonb_path_exists(requests, '$[*].applied[*].uses[*]') THEN
    RAISE EXCEPTION 'an order that brings coupons or entitlements is placed by itself';
  END IF;
  SELECT jsonb_agg(to_jsonb(c)) INTO wanted FROM promotions.counters_of(requests) c;
  IF wanted IS NOT NULL THEN
    held := promotions.hold_counters(wanted);
    IF promotions.count_all(wanted) IS NOT NULL THEN
      -- Not all of it fits: whoever asked first gets it.
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
    END IF;
  END IF;
  INSERT INTO promotions.use (order_id, promotion_id, version_id, coupon_id, person_id, day, times, minor, gifts_minor)
  SELECT (r->>'order')::bigint, v.promotion_id, v.id, (a->>'coupon')::bigint, (r->>'buyer')::bigint, (r->>'day')::date,
    (a->>'times')::bigint, (a->>'minor')::bigint, (a->>'gifts')::bigint
  FROM jsonb_array_elements(requests) r CROSS JOIN jsonb_array_elements(r->'applied') a
  JOIN promotions.promotion_version v ON v.id = (a->>'version')::bigint
  WHERE NOT refused ? (r->>'place');
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
REVOKE EXECUTE ON FUNCTION promotions.counters_of(jsonb), promotions.count_all(jsonb), promotions.hold_counters(jsonb),
  promotions.consume_together(jsonb) FROM public;
