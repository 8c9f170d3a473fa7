-- As before; goods are of a category also where the one that they are in lies in it.
CREATE OR REPLACE FUNCTION orders.bought_sums(buyer bigint, asked jsonb, at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(q.item->>'key', (
    SELECT coalesce(sum(CASE q.item->>'by' WHEN 'amount' THEN l.total_minor - s.back_minor
        WHEN 'quantity' THEN s.placed - s.cancelled - s.returned ELSE (
        SELECT sum(v.micro) FROM orders.v_volume_entry v
        WHERE v.order_id = l.order_id AND v.line = l.line AND v.name = q.item->>'volume') END), 0)::text
    FROM orders."order" o
    JOIN orders.order_line l ON l.order_id = o.id AND NOT l.gift
    JOIN orders.v_line_stand s ON s.order_id = l.order_id AND s.line = l.line
    JOIN catalog.v_product p ON p.id = l.product_id
    JOIN catalog.v_category_path c ON c.code = p.category_code
    LEFT JOIN catalog.v_variant f ON f.product_id = l.product_id
    LEFT JOIN catalog.v_category_path fc ON fc.code = f.family_category_code
    JOIN field.v_person b ON b.id = o.buyer_person_id
    WHERE o.state = 'placed' AND o.placed_at < at
      AND orders.is_of(q.item->'of', array_remove(ARRAY[p.code, f.family_code], NULL), c.path || fc.path, p.tags, l.unit_minor)
      AND CASE WHEN q.item->>'who' = 'buyer'
        THEN o.buyer_person_id = buyer AND o.placed_at >= at - make_interval(days => (q.item->>'days')::integer)
        ELSE o.buyer_person_id IN (
            SELECT s.id FROM field.v_person s WHERE s.served_by = buyer
            UNION SELECT t.person_id FROM genealogy.v_current_link t WHERE t.tree = 'sponsor' AND t.parent_id = buyer)
          AND o.placed_at < b.joined_at + make_interval(days => (q.item->>'days')::integer) END
  )), '{}')
  FROM jsonb_array_elements(asked) q (item)
$$;
