-- A selection of goods by product or category reaches variants by their family too.
CREATE FUNCTION orders.is_of(selection jsonb, products text[], categories text[], tags text[], unit bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (NOT selection ? 'products' OR selection->'products' ?| products)
    AND (NOT selection ? 'categories' OR selection->'categories' ?| categories)
    AND (NOT selection ? 'tags' OR selection->'tags' ?| tags)
    AND (NOT selection ? 'priceFrom' OR unit >= (selection->>'priceFrom')::bigint)
    AND (NOT selection ? 'priceUntil' OR unit <= (selection->>'priceUntil')::bigint)
    AND (NOT selection ? 'except' OR NOT orders.is_of(selection->'except', products, categories, tags, unit));
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
    LEFT JOIN catalog.v_variant f ON f.product_id = l.product_id
    JOIN field.v_person b ON b.id = o.buyer_person_id
    WHERE o.state = 'placed' AND o.placed_at < at
      AND orders.is_of(q.item->'of', array_remove(ARRAY[p.code, f.family_code], NULL),
        array_remove(ARRAY[p.category_code, f.family_category_code], NULL), p.tags, l.unit_minor)
      AND CASE WHEN q.item->>'who' = 'buyer'
        THEN o.buyer_person_id = buyer AND o.placed_at >= at - make_interval(days => (q.item->>'days')::integer)
        ELSE o.buyer_person_id IN (
            SELECT s.id FROM field.v_person s WHERE s.served_by = buyer
            UNION SELECT t.person_id FROM genealogy.v_current_link t WHERE t.tree = 'sponsor' AND t.parent_id = buyer)
          AND o.placed_at < b.joined_at + make_interval(days => (q.item->>'days')::integer) END
  )), '{}')
  FROM jsonb_array_elements(asked) q (item)
$$;
DROP FUNCTION orders.is_of(jsonb, text, text, text[], bigint);
REVOKE EXECUTE ON FUNCTION orders.is_of(jsonb, text[], text[], text[], bigint) FROM public;
