-- What shipping cost until now, for the module that says it from now on. The table is written no more.
CREATE VIEW tax.v_shipping_before WITH (security_invoker = true) AS
  SELECT s.market_id, s.from_minor, s.up_to_grams, s.minor, s.tax_class, s.country, s.valid_from, s.valid_until
  FROM tax.shipping s;
SELECT platform.read_only('tax.v_shipping_before');
