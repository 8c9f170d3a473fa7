-- As before; pieces that came in kits count too, by what the kit was made of when its order was priced.
CREATE OR REPLACE FUNCTION orders.bought_lately(buyer bigint, asked jsonb, waits boolean, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF waits THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('orders.never_ordered', buyer));
  END IF;
  RETURN (
    SELECT coalesce(jsonb_object_agg(q.product, (
      SELECT coalesce(sum((s.placed - s.cancelled - s.returned)
        * CASE WHEN l.product_id = q.product THEN 1 ELSE k.quantity END), 0)
      FROM orders."order" o JOIN orders.order_line l ON l.order_id = o.id
      JOIN orders.v_line_stand s ON s.order_id = l.order_id AND s.line = l.line
      LEFT JOIN catalog.v_kit_part k ON k.kit_id = l.product_id AND k.part_id = q.product
        AND k.from_version <= o.catalog_version AND (k.until_version IS NULL OR k.until_version > o.catalog_version)
      WHERE o.buyer_person_id = buyer AND o.state = 'placed' AND NOT l.gift
        AND (l.product_id = q.product OR k.part_id IS NOT NULL)
        -- What is placed now has waited, so that all who were before it count, also at the same moment.
        AND o.placed_at >= at - make_interval(days => q.days) AND (waits OR o.placed_at < at)
    )), '{}')
    FROM jsonb_to_recordset(asked) AS q (product bigint, days integer)
  );
END $$;
