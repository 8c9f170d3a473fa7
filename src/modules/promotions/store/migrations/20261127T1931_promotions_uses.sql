-- For later modules: which promotions made anything of an order. Row-level security asks as their reader.
CREATE VIEW promotions.v_use WITH (security_invoker = true) AS
  SELECT u.order_id, u.promotion_id, p.code AS promotion FROM promotions.use u JOIN promotions.promotion p ON p.id = u.promotion_id
  WHERE NOT u.opposite;
SELECT platform.read_only('promotions.v_use');
-- By which coupons an order was placed, for its buyer and for staff; codes are seen by staff alone otherwise.
CREATE FUNCTION promotions.coupons_of(of_order bigint) RETURNS TABLE (code text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.code FROM promotions.use u JOIN promotions.coupon c ON c.id = u.coupon_id
  WHERE u.order_id = of_order AND NOT u.opposite
    AND ((SELECT platform.viewer_is_staff()) OR u.person_id = (SELECT platform.viewer_person_id()))
  ORDER BY c.code
$$;
REVOKE EXECUTE ON FUNCTION promotions.coupons_of(bigint) FROM public;
GRANT EXECUTE ON FUNCTION promotions.coupons_of(bigint) TO openfield_app;
