ALTER TABLE orders."order" DROP CONSTRAINT order_payment_check,
  ADD CONSTRAINT order_payment_check CHECK (payment IN ('pay_later', 'transfer', 'wallet', 'card'));
