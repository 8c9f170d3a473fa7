-- Goods that were added to an order before it was sent are an order of their own, linked to it without a change of it.
ALTER TABLE orders.order_link
  ALTER COLUMN of_change DROP NOT NULL,
  DROP CONSTRAINT order_link_kind_check,
  ADD CONSTRAINT order_link_kind_check CHECK (kind IN ('exchange', 'substitute', 'addition')),
  ADD CHECK ((kind = 'addition') = (of_change IS NULL));
