-- What an order earned is looked at again when a part of it comes back: uses that are no longer earned are taken back as long as nobody
-- used them; what was used already stays, and is said.
ALTER TABLE promotions.entitlement ADD COLUMN unearned integer NOT NULL DEFAULT 0 CHECK (unearned BETWEEN 0 AND uses_most);

-- What orders earned, with how many of its uses are left, were used, and stay although they are no longer earned.
CREATE VIEW promotions.v_entitlement WITH (security_invoker = true) AS
  SELECT e.id, e.order_id, e.person_id, e.name, e.promotion_id, p.code AS promotion, e.expires_at, e.uses_most, e.uses, e.taken_back,
    e.unearned
  FROM promotions.entitlement e JOIN promotions.promotion p ON p.id = e.promotion_id;
SELECT platform.read_only('promotions.v_entitlement');

-- What of an order's entitlements still stands, with the text of the version that gave each, and what the order itself used: series of
-- coupons and names of entitlements. Null where it earned nothing.
CREATE FUNCTION promotions.earned_by(of_order bigint, at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object('earned', e.earned,
    'known', (SELECT promotions.facts_of(i.person_id, at) FROM promotions.entitlement i WHERE i.order_id = of_order LIMIT 1),
    'coupons', coalesce((
      SELECT jsonb_agg(DISTINCT s.name) FROM promotions.use u JOIN promotions.coupon c ON c.id = u.coupon_id
      JOIN promotions.coupon_series s ON s.id = c.series_id WHERE u.order_id = of_order AND NOT u.opposite), '[]'),
    'used', coalesce((
      SELECT jsonb_object_agg(n.name, n.times) FROM (
        SELECT i.name, count(*) AS times FROM promotions.entitlement_use u JOIN promotions.entitlement i ON i.id = u.entitlement_id
        WHERE u.order_id = of_order AND NOT u.opposite GROUP BY i.name) n), '{}'))
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

-- Leaves so many uses of an entitlement as are still earned; those that were used stay and are marked.
CREATE FUNCTION promotions.leave_earned(of_entitlement bigint, still integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE promotions.entitlement e SET uses_most = greatest(e.uses, still, 1), taken_back = still = 0 AND e.uses = 0,
    unearned = greatest(e.uses - still, 0)
  WHERE e.id = of_entitlement AND NOT e.taken_back
$$;

REVOKE EXECUTE ON FUNCTION promotions.earned_by(bigint, timestamptz), promotions.leave_earned(bigint, integer) FROM public;
GRANT EXECUTE ON FUNCTION promotions.earned_by(bigint, timestamptz), promotions.leave_earned(bigint, integer) TO openfield_app;
