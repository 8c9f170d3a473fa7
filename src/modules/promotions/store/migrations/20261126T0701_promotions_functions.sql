-- What orders ask of promotions and what they leave there. Callers are orders' functions and the program.

-- What a buyer brings along: the series of typed codes (with whether one can still be used), and entitlements that are
-- left, by name. `version` says whether a copy of the promotions is still new.
CREATE FUNCTION promotions.standing(of_market bigint, buyer bigint, codes text[], at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'version', (SELECT v.version::text FROM promotions.version v),
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

-- What was used of limits: rows of counters for the given promotions and campaigns.
CREATE FUNCTION promotions.counted(promotions bigint[], campaigns bigint[], month text, person text)
RETURNS TABLE (scope text, of_id bigint, uses bigint, minor bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.scope, c.of_id, c.uses, c.minor FROM promotions.counter c
  WHERE (c.scope = 'promotion' AND c.of_id = ANY (promotions) AND c.part = '')
    OR (c.scope = 'month' AND c.of_id = ANY (promotions) AND c.part = month)
    OR (c.scope = 'person' AND c.of_id = ANY (promotions) AND c.part = person)
    OR (c.scope = 'campaign' AND c.of_id = ANY (campaigns) AND c.part = '')
$$;

-- Counts up where it stays within what is allowed; false where it would not. Nothing of it is looked at before the row
-- is held, so that of many at once none goes over.
CREATE FUNCTION promotions.count_up(of_scope text, of_id bigint, of_part text, times bigint, off bigint,
  uses_most bigint, minor_most bigint) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  FOR attempt IN 1..2 LOOP
    UPDATE promotions.counter c SET uses = c.uses + times, minor = c.minor + off
    WHERE c.scope = of_scope AND c.of_id = count_up.of_id AND c.part = of_part
      AND (uses_most IS NULL OR c.uses + times <= uses_most) AND (minor_most IS NULL OR c.minor + off <= minor_most);
    IF FOUND THEN
      RETURN true;
    END IF;
    -- The row may be missing, or have come in between: then it is tried once more.
    INSERT INTO promotions.counter (scope, of_id, part) VALUES (of_scope, count_up.of_id, of_part) ON CONFLICT DO NOTHING;
  END LOOP;
  RETURN false;
END $$;

CREATE FUNCTION promotions.refusal(code text, params jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS
  $$ SELECT jsonb_build_object('ok', false, 'code', code, 'params', params) $$;

-- Uses one of a person's entitlements of a name, the one that expires first; false when none is left.
CREATE FUNCTION promotions.use_entitlement(of_order bigint, of_promotion bigint, person bigint, of_name text, at timestamptz)
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  used bigint;
BEGIN
  UPDATE promotions.entitlement e SET uses = e.uses + 1
  WHERE e.id = (
      SELECT i.id FROM promotions.entitlement i
      WHERE i.person_id = person AND i.name = of_name AND i.uses < i.uses_most AND NOT i.taken_back AND at < i.expires_at
      ORDER BY i.expires_at, i.id LIMIT 1 FOR UPDATE)
    AND e.uses < e.uses_most
  RETURNING e.id INTO used;
  IF used IS NULL THEN
    RETURN false;
  END IF;
  INSERT INTO promotions.entitlement_use (entitlement_id, order_id, promotion_id) VALUES (used, of_order, of_promotion);
  RETURN true;
END $$;

-- Counts what an order used, in the transaction that places it, and writes down what it earned. In: {order, market, buyer?,
-- at, day, coupons: [id of coupons that were used], applied: [{version, times, minor, gifts, coupon?, uses: names of
-- entitlements, earns: [{name, days, uses}], points: {unit: number}}]}. A limit that others reached meanwhile is
-- refused as promotions.used_up or promotions.coupon_used_up, and the caller takes everything back.
CREATE FUNCTION promotions.consume(request jsonb) RETURNS jsonb
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
      WHERE NOT promotions.use_entitlement(of_order, one.promotion, buyer, n, at)) THEN
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

-- Gives back what a cancelled order used, and takes back what it earned.
CREATE FUNCTION promotions.give_back(of_order bigint, at timestamptz) RETURNS void
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
  UPDATE promotions.entitlement e SET uses = e.uses - 1
  WHERE e.uses > 0 AND e.id IN (SELECT u.entitlement_id FROM promotions.entitlement_use u WHERE u.order_id = of_order);
  INSERT INTO promotions.entitlement_use (entitlement_id, order_id, promotion_id, opposite)
  SELECT u.entitlement_id, u.order_id, u.promotion_id, true FROM promotions.entitlement_use u
  WHERE u.order_id = of_order AND NOT u.opposite;
  UPDATE promotions.entitlement e SET taken_back = true WHERE e.order_id = of_order;
  INSERT INTO promotions.points_entry (person_id, unit, points, promotion_id, order_id, at, opposite)
  SELECT e.person_id, e.unit, -e.points, e.promotion_id, e.order_id, give_back.at, true FROM promotions.points_entry e
  WHERE e.order_id = of_order AND NOT e.opposite;
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA promotions FROM public;
GRANT EXECUTE ON FUNCTION promotions.standing(bigint, bigint, text[], timestamptz),
  promotions.counted(bigint[], bigint[], text, text) TO openfield_app;

-- For later modules; row-level security asks as their reader.
CREATE VIEW promotions.v_coupon_use WITH (security_invoker = true) AS
  SELECT u.order_id, c.code FROM promotions.use u JOIN promotions.coupon c ON c.id = u.coupon_id WHERE NOT u.opposite;
SELECT platform.read_only('promotions.v_coupon_use');
