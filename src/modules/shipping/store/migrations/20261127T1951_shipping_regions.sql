-- The state or province of a place where orders are picked up: taxes may differ by it.
ALTER TABLE shipping.showroom ADD COLUMN region text CHECK (region ~ '^[A-Z0-9]{1,3}$');
ALTER TABLE shipping.seller_place ADD COLUMN region text CHECK (region ~ '^[A-Z0-9]{1,3}$');
GRANT UPDATE (region) ON shipping.showroom TO openfield_app;
