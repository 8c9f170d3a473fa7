-- Credits: entitlements of so many minor units of the market's currency, of which an order takes as much as its goods cost and the rest
-- is left for later ones. Their uses are counted in minor units, so that everything about entitlements holds of them too.
ALTER TABLE promotions.entitlement ADD COLUMN is_credit boolean NOT NULL DEFAULT false;
DROP INDEX promotions.entitlement_given;
CREATE UNIQUE INDEX entitlement_given ON promotions.entitlement (given_by, given_id, person_id, name, is_credit) WHERE given_by IS NOT NULL;
-- What an order took of an entitlement, and how much of that came back by pieces since.
ALTER TABLE promotions.entitlement_use
  ADD COLUMN uses integer NOT NULL DEFAULT 1 CHECK (uses > 0),
  ADD COLUMN back integer NOT NULL DEFAULT 0,
  ADD CHECK (back BETWEEN 0 AND uses);

CREATE OR REPLACE VIEW promotions.v_given_entitlement WITH (security_invoker = true) AS
  SELECT e.id, e.given_by, e.given_id, e.person_id, e.name, e.earned_at, e.expires_at, e.uses_most, e.uses, e.taken_back, e.unearned,
    e.is_credit
  FROM promotions.entitlement e WHERE e.given_by IS NOT NULL;

-- As before, and what is left of credits.
CREATE OR REPLACE FUNCTION promotions.standing_rows(of_market bigint, buyer bigint, codes text[], at timestamptz) RETURNS TABLE (standing jsonb)
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
          AND NOT e.is_credit AND e.earned_at <= at AND at < e.expires_at
        GROUP BY e.name) e), '{}'),
    'credits', coalesce((
      SELECT jsonb_object_agg(e.name, e.left_minor) FROM (
        SELECT e.name, sum(e.uses_most - e.uses)::text AS left_minor FROM promotions.entitlement e
        WHERE e.person_id = buyer AND e.market_id = of_market AND e.uses < e.uses_most AND NOT e.taken_back
          AND e.is_credit AND e.earned_at <= at AND at < e.expires_at
        GROUP BY e.name) e), '{}'))
$$;

-- As before; a use is never one minor unit of a credit.
CREATE OR REPLACE FUNCTION promotions.use_entitlement(of_order bigint, of_promotion bigint, person bigint, of_name text, at timestamptz)
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  used bigint;
BEGIN
  UPDATE promotions.entitlement e SET uses = e.uses + 1
  WHERE e.id = (
      SELECT i.id FROM promotions.entitlement i
      WHERE i.person_id = person AND i.name = of_name AND NOT i.is_credit AND i.uses < i.uses_most AND NOT i.taken_back AND at < i.expires_at
      ORDER BY i.expires_at, i.id LIMIT 1 FOR UPDATE)
    AND e.uses < e.uses_most
  RETURNING e.id INTO used;
  IF used IS NULL THEN
    RETURN false;
  END IF;
  INSERT INTO promotions.entitlement_use (entitlement_id, order_id, promotion_id) VALUES (used, of_order, of_promotion);
  RETURN true;
END $$;

-- Takes so many minor units of a person's credits of a name, first of the one that expires first; false when there are not so many, and
-- the caller takes everything back. In: {order, promotion, person, market, at, name, minor}.
CREATE FUNCTION promotions.use_credit(asked jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  open bigint := (asked->>'minor')::bigint;
  part integer;
  one record;
BEGIN
  FOR one IN
    SELECT e.id FROM promotions.entitlement e
    WHERE e.person_id = (asked->>'person')::bigint AND e.market_id = (asked->>'market')::bigint AND e.name = asked->>'name'
      AND e.is_credit AND e.uses < e.uses_most AND NOT e.taken_back AND (asked->>'at')::timestamptz < e.expires_at
    ORDER BY e.expires_at, e.id
  LOOP
    EXIT WHEN open = 0;
    -- Held one after the other in that order by all; what others took meanwhile is seen once the row is held.
    part := 0;
    SELECT least(open, e.uses_most - e.uses) INTO part FROM promotions.entitlement e
    WHERE e.id = one.id AND NOT e.taken_back FOR NO KEY UPDATE;
    CONTINUE WHEN coalesce(part, 0) = 0;
    UPDATE promotions.entitlement e SET uses = e.uses + part WHERE e.id = one.id;
    INSERT INTO promotions.entitlement_use (entitlement_id, order_id, promotion_id, uses)
    VALUES (one.id, (asked->>'order')::bigint, (asked->>'promotion')::bigint, part);
    open := open - part;
  END LOOP;
  RETURN open = 0;
END $$;

-- Gives back what came back of an order's credit by pieces: first to the one that expires last, so that most of it can be used. In: what
-- orders.change takes as lines; a promotion that took no credit is passed over.
CREATE FUNCTION promotions.give_back_credit(of_order bigint, lines jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  open bigint;
  part integer;
  of_promotion bigint := 0;
  one record;
BEGIN
  FOR one IN
    SELECT u.entitlement_id, u.promotion_id, u.uses - u.back AS kept, s.minor
    FROM promotions.entitlement_use u JOIN promotions.entitlement e ON e.id = u.entitlement_id AND e.is_credit
    JOIN (
      SELECT (p->>'promotion')::bigint AS id, sum((p->>'minor')::bigint)::bigint AS minor
      FROM jsonb_array_elements(lines) l, jsonb_array_elements(l->'promotions') p GROUP BY 1) s ON s.id = u.promotion_id
    WHERE u.order_id = of_order AND NOT u.opposite ORDER BY u.promotion_id, e.expires_at DESC, e.id DESC
  LOOP
    IF one.promotion_id <> of_promotion THEN
      of_promotion := one.promotion_id;
      open := one.minor;
    END IF;
    part := least(open, one.kept);
    CONTINUE WHEN part = 0;
    UPDATE promotions.entitlement e SET uses = e.uses - part WHERE e.id = one.entitlement_id;
    UPDATE promotions.entitlement_use u SET back = u.back + part
    WHERE u.order_id = of_order AND u.entitlement_id = one.entitlement_id AND u.promotion_id = one.promotion_id AND NOT u.opposite;
    open := open - part;
  END LOOP;
END $$;

-- Whether orders use what only one order at a time can be given: coupons, entitlements, credits.
CREATE FUNCTION promotions.takes_what_is_owned(requests jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_path_exists(requests, '$[*].coupons[*]') OR jsonb_path_exists(requests, '$[*].applied[*].uses[*]')
    OR jsonb_path_exists(requests, '$[*].applied[*].credit')
$$;

-- As before, and of each that is applied: credit: {name, minor}.
CREATE OR REPLACE FUNCTION promotions.consume(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  at constant timestamptz := (request->>'at')::timestamptz;
  buyer constant bigint := (request->>'buyer')::bigint;
  of_order constant bigint := (request->>'order')::bigint;
  one record;
BEGIN
  -- Rows are taken in one order by all, so that no two orders wait for each other.
  FOR one IN
    SELECT a.item, (a.item->>'times')::bigint AS times, (a.item->>'minor')::bigint AS minor, p.id AS promotion, p.code,
      v.id AS version, v.uses_most, v.person_most, v.month_most, v.budget_minor, v.month_budget_minor
    FROM jsonb_array_elements(request->'applied') a (item)
    JOIN promotions.promotion_version v ON v.id = (a.item->>'version')::bigint
    JOIN promotions.promotion p ON p.id = v.promotion_id
    ORDER BY p.id
  LOOP
    IF (coalesce(one.uses_most, one.budget_minor) IS NOT NULL
        AND NOT promotions.count_up('promotion', one.promotion, '', one.times, one.minor, one.uses_most, one.budget_minor))
      OR (coalesce(one.month_most, one.month_budget_minor) IS NOT NULL AND NOT promotions.count_up('month', one.promotion,
        left(request->>'day', 7), one.times, one.minor, one.month_most, one.month_budget_minor))
      OR (one.person_most IS NOT NULL AND (buyer IS NULL
        OR NOT promotions.count_up('person', one.promotion, buyer::text, one.times, one.minor, one.person_most, NULL)))
    THEN
      RETURN promotions.refusal('promotions.used_up', jsonb_build_object('promotion', one.code));
    END IF;
    INSERT INTO promotions.use (order_id, promotion_id, version_id, coupon_id, person_id, day, times, minor, gifts_minor)
    VALUES (of_order, one.promotion, one.version, (one.item->>'coupon')::bigint, buyer, (request->>'day')::date,
      one.times, one.minor, (one.item->>'gifts')::bigint);
    IF EXISTS (
        SELECT FROM jsonb_array_elements_text(one.item->'uses') n
        WHERE NOT promotions.use_entitlement(of_order, one.promotion, buyer, n, at))
      OR one.item ? 'credit' AND NOT promotions.use_credit(jsonb_build_object('order', of_order, 'promotion', one.promotion,
        'person', buyer, 'market', request->>'market', 'at', at) || (one.item->'credit'))
    THEN
      RETURN promotions.refusal('promotions.used_up', jsonb_build_object('promotion', one.code));
    END IF;
    IF buyer IS NOT NULL THEN
      INSERT INTO promotions.entitlement (person_id, market_id, name, promotion_id, order_id, earned_at, expires_at, uses_most)
      SELECT buyer, (request->>'market')::bigint, e->>'name', one.promotion, of_order, at,
        at + make_interval(days => (e->>'days')::integer), (e->>'uses')::integer
      FROM jsonb_array_elements(one.item->'earns') e;
      INSERT INTO promotions.points_entry (person_id, unit, points, promotion_id, order_id, at)
      SELECT buyer, p.key, p.value::bigint, one.promotion, of_order, at FROM jsonb_each_text(one.item->'points') p;
    END IF;
  END LOOP;
  FOR one IN
    SELECT c.id, c.code, c.budget_minor, sum((a.item->>'times')::bigint)::bigint AS times,
      sum((a.item->>'minor')::bigint)::bigint AS minor
    FROM jsonb_array_elements(request->'applied') a (item)
    JOIN promotions.promotion_version v ON v.id = (a.item->>'version')::bigint
    JOIN promotions.promotion p ON p.id = v.promotion_id
    JOIN promotions.campaign c ON c.id = p.campaign_id WHERE c.budget_minor IS NOT NULL
    GROUP BY c.id ORDER BY c.id
  LOOP
    IF NOT promotions.count_up('campaign', one.id, '', one.times, one.minor, NULL, one.budget_minor) THEN
      RETURN promotions.refusal('promotions.used_up', jsonb_build_object('promotion', one.code));
    END IF;
  END LOOP;
  FOR one IN
    SELECT c.id, c.code, c.uses_most FROM promotions.coupon c
    WHERE c.id IN (SELECT k::bigint FROM jsonb_array_elements_text(request->'coupons') k) AND c.uses_most IS NOT NULL
    ORDER BY c.id
  LOOP
    UPDATE promotions.coupon c SET uses = c.uses + 1 WHERE c.id = one.id AND c.uses < c.uses_most;
    IF NOT FOUND THEN
      RETURN promotions.refusal('promotions.coupon_used_up', jsonb_build_object('code', one.code));
    END IF;
  END LOOP;
  RETURN jsonb_build_object('ok', true);
END $$;

-- As before, with credits.
CREATE OR REPLACE FUNCTION promotions.consume_together(requests jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  is_fitting boolean;
  wanted jsonb;
  taken jsonb;
  refused jsonb := '{}';
BEGIN
  IF promotions.takes_what_is_owned(requests) THEN
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

-- As before: so often, and of credits so much, as is not given back yet.
CREATE OR REPLACE FUNCTION promotions.give_back(of_order bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  one record;
BEGIN
  FOR one IN
    SELECT u.*, p.campaign_id FROM promotions.use u JOIN promotions.promotion p ON p.id = u.promotion_id
    WHERE u.order_id = of_order AND NOT u.opposite ORDER BY u.promotion_id
  LOOP
    INSERT INTO promotions.use
      (order_id, promotion_id, version_id, coupon_id, person_id, day, opposite, times, minor, gifts_minor)
    VALUES (of_order, one.promotion_id, one.version_id, one.coupon_id, one.person_id, one.day, true, -one.times, -one.minor,
      -one.gifts_minor);
    UPDATE promotions.counter c SET uses = greatest(0, c.uses - one.times), minor = greatest(0, c.minor - one.minor)
    WHERE c.of_id = one.promotion_id AND (c.scope = 'promotion'
      OR (c.scope = 'month' AND c.part = to_char(one.day, 'YYYY-MM')) OR (c.scope = 'person' AND c.part = one.person_id::text));
  END LOOP;
  FOR one IN
    SELECT p.campaign_id, sum(u.times)::bigint AS times, sum(u.minor)::bigint AS minor FROM promotions.use u
    JOIN promotions.promotion p ON p.id = u.promotion_id
    WHERE u.order_id = of_order AND NOT u.opposite AND p.campaign_id IS NOT NULL GROUP BY p.campaign_id ORDER BY 1
  LOOP
    UPDATE promotions.counter c SET uses = greatest(0, c.uses - one.times), minor = greatest(0, c.minor - one.minor)
    WHERE c.scope = 'campaign' AND c.of_id = one.campaign_id;
  END LOOP;
  UPDATE promotions.coupon c SET uses = c.uses - 1
  WHERE c.uses_most IS NOT NULL AND c.uses > 0
    AND c.id IN (SELECT u.coupon_id FROM promotions.use u WHERE u.order_id = of_order AND NOT u.opposite);
  UPDATE promotions.entitlement e SET uses = e.uses - u.uses
  FROM (
    SELECT i.entitlement_id, sum(i.uses - i.back)::integer AS uses FROM promotions.entitlement_use i
    WHERE i.order_id = of_order AND NOT i.opposite GROUP BY i.entitlement_id) u
  WHERE e.id = u.entitlement_id AND u.uses > 0;
  INSERT INTO promotions.entitlement_use (entitlement_id, order_id, promotion_id, opposite, uses)
  SELECT u.entitlement_id, u.order_id, u.promotion_id, true, u.uses - u.back FROM promotions.entitlement_use u
  WHERE u.order_id = of_order AND NOT u.opposite AND u.uses > u.back;
  UPDATE promotions.entitlement e SET taken_back = true WHERE e.order_id = of_order;
  INSERT INTO promotions.points_entry (person_id, unit, points, promotion_id, order_id, at, opposite)
  SELECT e.person_id, e.unit, -e.points, e.promotion_id, e.order_id, give_back.at, true FROM promotions.points_entry e
  WHERE e.order_id = of_order AND NOT e.opposite;
END $$;

-- Leaves exactly those entitlements of one giver that are due: [{person, name, uses, days, credit?}]. Uses that are due no more are taken back as
-- long as nobody used them; used ones stay and are marked. What comes anew, or again after all of it was taken back, counts its days
-- from the moment on. Saying the same again changes nothing. The caller holds whatever gives them.
CREATE OR REPLACE FUNCTION promotions.keep_given(kind text, of_id bigint, market bigint, at timestamptz, due jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  changed bigint;
  added bigint;
BEGIN
  -- Rows are taken in one order, also by orders that use them meanwhile.
  PERFORM FROM promotions.entitlement e WHERE e.given_by = kind AND e.given_id = of_id ORDER BY e.id FOR UPDATE;
  WITH wanted AS (
    SELECT (d->>'person')::bigint AS person_id, d->>'name' AS name, (d->>'uses')::integer AS uses, (d->>'days')::integer AS days,
      coalesce((d->>'credit')::boolean, false) AS is_credit
    FROM jsonb_array_elements(due) d
  ), now_due AS (
    SELECT e.id, coalesce(w.uses, 0) AS uses, w.days FROM promotions.entitlement e
    LEFT JOIN wanted w ON w.person_id = e.person_id AND w.name = e.name AND w.is_credit = e.is_credit
    WHERE e.given_by = kind AND e.given_id = of_id
  ), updated AS (
    UPDATE promotions.entitlement e SET uses_most = greatest(e.uses, n.uses, 1), taken_back = n.uses = 0 AND e.uses = 0,
      unearned = greatest(e.uses - n.uses, 0),
      earned_at = CASE WHEN e.taken_back AND n.uses > 0 THEN at ELSE e.earned_at END,
      expires_at = CASE WHEN e.taken_back AND n.uses > 0 THEN at + make_interval(days => n.days) ELSE e.expires_at END
    FROM now_due n
    WHERE e.id = n.id AND (e.taken_back AND n.uses > 0
      OR NOT e.taken_back AND (greatest(e.uses, n.uses, 1), greatest(e.uses - n.uses, 0), n.uses = 0 AND e.uses = 0)
        IS DISTINCT FROM (e.uses_most, e.unearned, false))
    RETURNING 1
  )
  SELECT count(*) INTO changed FROM updated;
  WITH given AS (
    INSERT INTO promotions.entitlement (person_id, market_id, name, given_by, given_id, earned_at, expires_at, uses_most, is_credit)
    SELECT (d->>'person')::bigint, market, d->>'name', kind, of_id, at, at + make_interval(days => (d->>'days')::integer),
      (d->>'uses')::integer, coalesce((d->>'credit')::boolean, false)
    FROM jsonb_array_elements(due) d WHERE (d->>'uses')::integer > 0
    ON CONFLICT (given_by, given_id, person_id, name, is_credit) WHERE given_by IS NOT NULL DO NOTHING
    RETURNING 1
  )
  SELECT count(*) INTO added FROM given;
  RETURN changed + added;
END $$;

-- As before, with the credits that the order used.
CREATE OR REPLACE FUNCTION promotions.earned_by(of_order bigint, at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object('earned', e.earned,
    'known', (SELECT promotions.facts_of(i.person_id, at) FROM promotions.entitlement i WHERE i.order_id = of_order LIMIT 1),
    'coupons', coalesce((
      SELECT jsonb_agg(DISTINCT s.name) FROM promotions.use u JOIN promotions.coupon c ON c.id = u.coupon_id
      JOIN promotions.coupon_series s ON s.id = c.series_id WHERE u.order_id = of_order AND NOT u.opposite), '[]'),
    'used', coalesce((
      SELECT jsonb_object_agg(n.name, n.times) FROM (
        SELECT i.name, count(*) AS times FROM promotions.entitlement_use u JOIN promotions.entitlement i ON i.id = u.entitlement_id
        WHERE u.order_id = of_order AND NOT u.opposite AND NOT i.is_credit GROUP BY i.name) n), '{}'),
    'credits', coalesce((
      SELECT jsonb_object_agg(n.name, n.minor) FROM (
        SELECT i.name, sum(u.uses)::text AS minor FROM promotions.entitlement_use u
        JOIN promotions.entitlement i ON i.id = u.entitlement_id
        WHERE u.order_id = of_order AND NOT u.opposite AND i.is_credit GROUP BY i.name) n), '{}'))
  FROM (
    SELECT jsonb_agg(jsonb_build_object('id', i.id::text, 'name', i.name, 'uses', i.uses_most, 'used', i.uses, 'promotion', i.promotion_id::text,
      'version', v.id::text, 'text', v.text) ORDER BY i.id) AS earned
    FROM promotions.entitlement i JOIN promotions.use u
      ON u.order_id = i.order_id AND u.promotion_id = i.promotion_id AND NOT u.opposite
    JOIN promotions.promotion_version v ON v.id = u.version_id
    WHERE i.order_id = of_order AND NOT i.taken_back
  ) e
  WHERE e.earned IS NOT NULL
$$;

REVOKE EXECUTE ON FUNCTION promotions.use_credit(jsonb), promotions.give_back_credit(bigint, jsonb),
  promotions.takes_what_is_owned(jsonb) FROM public;
