-- What a line takes from stock: the parts of a kit as it was made when the order was priced, or the product itself.
CREATE VIEW orders.v_line_part WITH (security_invoker = true) AS
  SELECT l.order_id, l.line, coalesce(k.part_id, l.product_id) AS product_id,
    l.quantity * coalesce(k.quantity, 1) AS pieces
  FROM orders.order_line l
  JOIN orders."order" o ON o.id = l.order_id
  LEFT JOIN catalog.v_kit_part k ON k.kit_id = l.product_id AND k.from_version <= o.catalog_version
    AND (k.until_version IS NULL OR k.until_version > o.catalog_version);
SELECT platform.read_only('orders.v_line_part');
