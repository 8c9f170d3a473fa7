-- How many pieces of products a buyer has bought, as {product: pieces}. In: [{product, days}]. `waits`: orders of one buyer that are
-- placed at once wait here for each other, so that together they keep within a limit; looking waits for nobody. Gifts of promotions
-- and orders that were taken back do not count.
CREATE FUNCTION orders.bought_lately(buyer bigint, asked jsonb, waits boolean, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF waits THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('orders.never_ordered', buyer));
  END IF;
  RETURN (
    SELECT coalesce(jsonb_object_agg(q.product, (
      SELECT coalesce(sum(l.quantity), 0)
      FROM orders."order" o JOIN orders.order_line l ON l.order_id = o.id
      WHERE o.buyer_person_id = buyer AND o.state = 'placed' AND l.product_id = q.product AND NOT l.gift
        -- What is placed now has waited, so that all who were before it count, also at the same moment.
        AND o.placed_at >= at - make_interval(days => q.days) AND (waits OR o.placed_at < at)
    )), '{}')
    FROM jsonb_to_recordset(asked) AS q (product bigint, days integer)
  );
END $$;

-- Goods have tags now: a selection by tags takes what has one of them.
CREATE FUNCTION orders.is_of(selection jsonb, product text, category text, tags text[], unit bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (NOT selection ? 'products' OR selection->'products' ? product)
    AND (NOT selection ? 'categories' OR selection->'categories' ? category)
    AND (NOT selection ? 'tags' OR selection->'tags' ?| tags)
    AND (NOT selection ? 'priceFrom' OR unit >= (selection->>'priceFrom')::bigint)
    AND (NOT selection ? 'priceUntil' OR unit <= (selection->>'priceUntil')::bigint)
    AND (NOT selection ? 'except' OR NOT orders.is_of(selection->'except', product, category, tags, unit));
END $$;

CREATE OR REPLACE FUNCTION orders.bought_sums(buyer bigint, asked jsonb, at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(q.item->>'key', (
    SELECT coalesce(sum(CASE q.item->>'by' WHEN 'amount' THEN l.total_minor WHEN 'quantity' THEN l.quantity ELSE (
        SELECT sum(v.micro) FROM orders.v_volume_entry v
        WHERE v.order_id = l.order_id AND v.line = l.line AND v.name = q.item->>'volume' AND NOT v.opposite) END), 0)::text
    FROM orders."order" o
    JOIN orders.order_line l ON l.order_id = o.id AND NOT l.gift
    JOIN catalog.v_product p ON p.id = l.product_id
    JOIN field.v_person b ON b.id = o.buyer_person_id
    WHERE o.state = 'placed' AND o.placed_at < at
      AND orders.is_of(q.item->'of', p.code, p.category_code, p.tags, l.unit_minor)
      AND CASE WHEN q.item->>'who' = 'buyer'
        THEN o.buyer_person_id = buyer AND o.placed_at >= at - make_interval(days => (q.item->>'days')::integer)
        ELSE o.buyer_person_id IN (
            SELECT s.id FROM field.v_person s WHERE s.served_by = buyer
            UNION SELECT t.person_id FROM genealogy.v_current_link t WHERE t.tree = 'sponsor' AND t.parent_id = buyer)
          AND o.placed_at < b.joined_at + make_interval(days => (q.item->>'days')::integer) END
  )), '{}')
  FROM jsonb_array_elements(asked) q (item)
$$;
DROP FUNCTION orders.is_of(jsonb, text, text, bigint);

REVOKE EXECUTE ON FUNCTION orders.is_of(jsonb, text, text, text[], bigint),
  orders.bought_lately(bigint, jsonb, boolean, timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION orders.bought_lately(bigint, jsonb, boolean, timestamptz) TO openfield_app;
