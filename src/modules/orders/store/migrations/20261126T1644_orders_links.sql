-- An order that takes the place of goods of another one: in exchange for what came back, or instead of what was not sent.
CREATE TABLE orders.order_link (
  order_id bigint PRIMARY KEY REFERENCES orders."order",
  kind text NOT NULL CHECK (kind IN ('exchange', 'substitute')),
  of_order_id bigint NOT NULL REFERENCES orders."order",
  -- The change by which the goods were taken back.
  of_change integer NOT NULL,
  FOREIGN KEY (of_order_id, of_change) REFERENCES orders.order_change (order_id, number),
  CHECK (order_id <> of_order_id)
);
CREATE INDEX order_link_of ON orders.order_link (of_order_id);
GRANT SELECT ON orders.order_link TO openfield_app;
ALTER TABLE orders.order_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.order_link FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON orders.order_link TO CURRENT_USER USING (true);
CREATE POLICY viewer ON orders.order_link FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff()) OR EXISTS (SELECT FROM orders."order" o WHERE o.id = order_link.order_id)
  );
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON orders.order_link
  FOR EACH STATEMENT EXECUTE FUNCTION orders.refuse_change();

CREATE FUNCTION orders.link(made bigint, of_kind text, of_order bigint, change integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO orders.order_link (order_id, kind, of_order_id, of_change) VALUES (made, of_kind, of_order, change)
$$;
REVOKE EXECUTE ON FUNCTION orders.link(bigint, text, bigint, integer) FROM public;
GRANT EXECUTE ON FUNCTION orders.link(bigint, text, bigint, integer) TO openfield_app;
