-- Autoships: orders that come by themselves in a rhythm, until whoever made them pauses or ends them. Dates are days of the market.
CREATE TABLE orders.autoship (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES field.person,
  market_id bigint NOT NULL REFERENCES company.market,
  begun_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'paused', 'ended')),
  every_weeks smallint CHECK (every_weeks BETWEEN 1 AND 26),
  month_day smallint CHECK (month_day BETWEEN 1 AND 31),
  -- The date of the next order, and the day on which it is tried: a later one once it could not be placed.
  next_on date NOT NULL,
  try_on date NOT NULL,
  tries smallint NOT NULL CHECK (tries >= 0),
  problem text CHECK (problem IN ('payment', 'goods', 'person', 'other')),
  reminded_for date,
  payment text NOT NULL CHECK (payment IN ('pay_later', 'transfer', 'wallet')),
  address jsonb,
  CHECK (num_nonnulls(every_weeks, month_day) = 1),
  CHECK (try_on >= next_on)
);
CREATE INDEX autoship_person ON orders.autoship (person_id);
CREATE INDEX autoship_due ON orders.autoship (try_on) WHERE state = 'active';

CREATE TABLE orders.autoship_line (
  autoship_id bigint NOT NULL REFERENCES orders.autoship,
  product_id bigint NOT NULL REFERENCES catalog.product,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 9999),
  PRIMARY KEY (autoship_id, product_id)
);

-- The order of each date; that there is one for a date at most holds here, whoever places it.
CREATE TABLE orders.autoship_order (
  autoship_id bigint NOT NULL REFERENCES orders.autoship,
  due_on date NOT NULL,
  order_id bigint NOT NULL UNIQUE REFERENCES orders."order",
  PRIMARY KEY (autoship_id, due_on)
);

GRANT SELECT, INSERT ON orders.autoship, orders.autoship_line, orders.autoship_order TO openfield_app;
GRANT UPDATE (state, every_weeks, month_day, next_on, try_on, tries, problem, reminded_for, payment, address)
  ON orders.autoship TO openfield_app;
GRANT DELETE ON orders.autoship_line TO openfield_app;
ALTER TABLE orders.autoship ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.autoship FORCE ROW LEVEL SECURITY;
ALTER TABLE orders.autoship_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.autoship_line FORCE ROW LEVEL SECURITY;
ALTER TABLE orders.autoship_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.autoship_order FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON orders.autoship TO CURRENT_USER USING (true);
CREATE POLICY keeper ON orders.autoship_line TO CURRENT_USER USING (true);
CREATE POLICY keeper ON orders.autoship_order TO CURRENT_USER USING (true);
-- Whoever took a position over sees nothing of what was begun before.
CREATE POLICY viewer ON orders.autoship TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR (person_id = (SELECT platform.viewer_person_id())
      AND ((SELECT platform.viewer_since()) IS NULL OR begun_at > (SELECT platform.viewer_since())))
  );
CREATE POLICY viewer ON orders.autoship_line TO openfield_app
  USING (EXISTS (SELECT FROM orders.autoship a WHERE a.id = autoship_line.autoship_id));
CREATE POLICY viewer ON orders.autoship_order FOR SELECT TO openfield_app
  USING (EXISTS (SELECT FROM orders.autoship a WHERE a.id = autoship_order.autoship_id));
CREATE POLICY placer ON orders.autoship_order FOR INSERT TO openfield_app
  WITH CHECK ((SELECT platform.viewer_is_staff()));
