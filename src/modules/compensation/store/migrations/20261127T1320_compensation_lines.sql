-- The lines of some orders with their volumes by name, for those who follow orders: asked with each stretch of the feed, so that its
-- plan, which the policies of all its views make large, is kept by the session. Row-level security asks as the caller. Of `ids` those
-- in `counted` are looked at for what they brought, those in `other_time` at whatever time; what was taken back keeps its own time.
CREATE FUNCTION compensation.lines_of(ids bigint[], counted bigint[], other_time bigint[], from_at timestamptz, until_at timestamptz)
RETURNS TABLE (id bigint, code text, line integer, at timestamptz, type text, change integer, party text, buyer text, seller text,
  product text, category text, quantity integer, currency text, minor bigint, volumes jsonb)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH sums AS (
    SELECT e.order_id, e.line, e.change, e.commission_at, e.name, sum(e.micro) AS micro FROM orders.v_volume_entry e
    WHERE e.order_id = ANY (ids) AND (e.change > 0 OR e.order_id = ANY (counted))
      AND (e.change = 0 AND e.order_id = ANY (other_time) OR e.commission_at >= from_at AND e.commission_at < until_at)
    GROUP BY 1, 2, 3, 4, 5
  ), known AS MATERIALIZED (
    SELECT s.order_id, s.line, s.change, s.commission_at, jsonb_object_agg(s.name, s.micro::text) AS volumes
    FROM sums s GROUP BY 1, 2, 3, 4
  ), goods AS (
    SELECT l.order_id, 0 AS change, l.line, l.product_code, l.category_code, l.quantity, l.total_minor AS minor
    FROM orders.v_order_line l WHERE l.order_id = ANY (ids)
    UNION ALL
    SELECT l.order_id, l.number, l.line, l.product_code, l.category_code, l.quantity, l.minor
    FROM orders.v_change_line l WHERE l.order_id = ANY (ids)
  )
  SELECT o.id, o.code, g.line, c.commission_at, o.type, c.change, y.code, b.code, s.code,
    g.product_code, g.category_code, g.quantity, o.currency, g.minor, v.volumes
  FROM (SELECT DISTINCT k.order_id, k.change, k.commission_at FROM known k) c
  JOIN orders.v_order o ON o.id = c.order_id
  JOIN goods g ON g.order_id = c.order_id AND g.change = c.change
  LEFT JOIN known v ON v.order_id = g.order_id AND v.line = g.line AND v.change = g.change
  LEFT JOIN field.v_person b ON b.id = o.buyer_person_id
  LEFT JOIN field.v_person s ON s.id = o.seller_person_id
  LEFT JOIN orders.v_party y ON y.id = o.party_id;
END $$;
REVOKE EXECUTE ON FUNCTION compensation.lines_of(bigint[], bigint[], bigint[], timestamptz, timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION compensation.lines_of(bigint[], bigint[], bigint[], timestamptz, timestamptz) TO openfield_app;
