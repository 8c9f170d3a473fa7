-- What later modules show of goods in lists: a name, in English where there is one.
CREATE VIEW catalog.v_product_name WITH (security_invoker = true) AS
  SELECT p.id, coalesce(p.texts->'en'->>'name', (
    SELECT t.value->>'name' FROM jsonb_each(p.texts) t ORDER BY t.key LIMIT 1), '') AS name
  FROM catalog.product p;
SELECT platform.read_only('catalog.v_product_name');
