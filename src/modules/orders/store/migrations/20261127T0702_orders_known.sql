-- When orders, and what was taken back of them, came to be known: a row for each stretch of the feed that was followed, so that an
-- order costs no row of its own. Orders that are in none, as they were loaded without being told of, are known from the beginning.
CREATE TABLE orders.known_stretch (
  -- The last position of the stretch.
  until_seq bigint PRIMARY KEY,
  order_ids bigint[] NOT NULL,
  -- The number of the change; 0 for the order itself.
  changes integer[] NOT NULL CHECK (cardinality(changes) = cardinality(order_ids)),
  seqs bigint[] NOT NULL CHECK (cardinality(seqs) = cardinality(order_ids))
);
SELECT platform.append_only('orders.known_stretch');
