-- Where the tax of an order came from, where that is not the market's tables as they held when it was placed: what the service said.
CREATE TABLE orders.order_tax (
  order_id bigint PRIMARY KEY REFERENCES orders."order",
  source text NOT NULL CHECK (source IN ('tables', 'stripe')),
  reference text NOT NULL,
  answer jsonb NOT NULL
);
SELECT platform.append_only('orders.order_tax');
ALTER TABLE orders.order_tax ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.order_tax FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON orders.order_tax TO CURRENT_USER USING (true);
-- Whoever sees the order sees it; the program writes it with an order that it places.
CREATE POLICY viewer ON orders.order_tax FOR SELECT TO openfield_app
  USING (EXISTS (SELECT FROM orders."order" o WHERE o.id = order_tax.order_id));
CREATE POLICY places ON orders.order_tax FOR INSERT TO openfield_app WITH CHECK (true);
