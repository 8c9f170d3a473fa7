-- Orders that guests placed and joined to an account later, by the secret of the order's page. The order stays as it was: who bought it,
-- its books and its volumes do not change. The one who joined it sees it as a buyer does.
CREATE TABLE orders.joined_order (
  order_id bigint PRIMARY KEY REFERENCES orders."order",
  person_id bigint NOT NULL REFERENCES field.person,
  at timestamptz NOT NULL
);
CREATE INDEX joined_order_person ON orders.joined_order (person_id);
GRANT SELECT ON orders.joined_order TO openfield_app;
ALTER TABLE orders.joined_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.joined_order FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON orders.joined_order TO CURRENT_USER USING (true);
CREATE POLICY viewer ON orders.joined_order FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_is_staff()) OR person_id = (SELECT platform.viewer_person_id()));

-- Joins the order of the page's secret to a person: its code, or null where there is none, where it has a buyer, or somebody else joined it.
CREATE FUNCTION orders.join_order(of_status bytea, person bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found record;
BEGIN
  SELECT o.id, o.code INTO found FROM orders."order" o WHERE o.status_hash = of_status AND o.buyer_person_id IS NULL;
  IF found IS NULL THEN
    RETURN NULL;
  END IF;
  INSERT INTO orders.joined_order (order_id, person_id, at)
  VALUES (found.id, person, date_trunc('milliseconds', platform.company_now())) ON CONFLICT (order_id) DO NOTHING;
  RETURN (SELECT found.code FROM orders.joined_order j WHERE j.order_id = found.id AND j.person_id = person);
END $$;
REVOKE EXECUTE ON FUNCTION orders.join_order(bytea, bigint) FROM public;
GRANT EXECUTE ON FUNCTION orders.join_order(bytea, bigint) TO openfield_app;

DROP POLICY viewer ON orders."order";
CREATE POLICY viewer ON orders."order" FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR buyer_person_id = (SELECT platform.viewer_person_id())
    OR seller_person_id = (SELECT platform.viewer_person_id())
    OR status_hash = (SELECT orders.shown_token())
    OR id = ANY (ARRAY(SELECT j.order_id FROM orders.joined_order j WHERE j.person_id = (SELECT platform.viewer_person_id())))
  );
DROP POLICY viewer ON orders.delivery;
CREATE POLICY viewer ON orders.delivery FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR EXISTS (
      SELECT FROM orders."order" o WHERE o.id = delivery.order_id
        AND (o.buyer_person_id = (SELECT platform.viewer_person_id()) OR o.status_hash = (SELECT orders.shown_token()))
    )
    OR order_id = ANY (ARRAY(SELECT j.order_id FROM orders.joined_order j WHERE j.person_id = (SELECT platform.viewer_person_id())))
  );
DROP POLICY viewer ON orders.note;
CREATE POLICY viewer ON orders.note FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR (for_buyer AND (EXISTS (
      SELECT FROM orders."order" o WHERE o.id = note.order_id
        AND (o.buyer_person_id = (SELECT platform.viewer_person_id()) OR o.status_hash = (SELECT orders.shown_token())))
      OR order_id = ANY (ARRAY(SELECT j.order_id FROM orders.joined_order j WHERE j.person_id = (SELECT platform.viewer_person_id())))))
  );
