-- The secret of an order's page is made of the order's key and kept nowhere: what mails the page's address finds the key by the order.
CREATE INDEX order_key_shop ON orders.order_key (order_id) WHERE channel = 'shop';

CREATE FUNCTION orders.shop_key(of_order bigint) RETURNS TABLE (scope text, key text, payload_hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.scope, k.key, k.payload_hash FROM orders.order_key k
  WHERE k.order_id = of_order AND k.channel = 'shop' AND platform.viewer_realm() = 'system'
$$;
REVOKE EXECUTE ON FUNCTION orders.shop_key(bigint) FROM public;
GRANT EXECUTE ON FUNCTION orders.shop_key(bigint) TO openfield_app;
