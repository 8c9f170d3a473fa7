-- A line is of the category in which its goods were when it was ordered.
CREATE OR REPLACE VIEW orders.v_order_line WITH (security_invoker = true) AS
  SELECT l.order_id, l.line, l.product_id, p.code AS product_code,
    CASE WHEN p.had_other_category THEN coalesce((
      SELECT b.category_code FROM orders."order" o JOIN catalog.v_category_before b ON b.product_id = l.product_id AND b.until_version > o.catalog_version
      WHERE o.id = l.order_id ORDER BY b.until_version LIMIT 1), p.category_code) ELSE p.category_code END AS category_code,
    l.quantity, l.unit_minor, l.total_minor, l.tax_minor
  FROM orders.order_line l JOIN catalog.v_product p ON p.id = l.product_id;
CREATE OR REPLACE VIEW orders.v_change_line WITH (security_invoker = true) AS
  SELECT h.order_id, h.number, h.at, x.line, l.product_code, l.category_code, x.quantity, x.minor
  FROM orders.order_change h JOIN orders.change_line x ON x.order_id = h.order_id AND x.number = h.number
  JOIN orders.v_order_line l ON l.order_id = x.order_id AND l.line = x.line
  WHERE h.kind IN ('cancel', 'return');
