-- Whether an order of a party pays for the parcel that goes to its host, of what stands of all its orders: whoever orders there may not see
-- those of others. Who places waits for others who do, so that of two at once one pays.
CREATE FUNCTION orders.delivery_is_paid(of_party bigint, waits boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF waits THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('orders.delivery_is_paid', of_party));
  END IF;
  RETURN EXISTS (
    SELECT FROM orders."order" o WHERE o.party_id = of_party AND o.shipping_minor > 0 AND NOT EXISTS (
      SELECT FROM orders.order_change c WHERE c.order_id = o.id AND c.shipping_minor > 0));
END $$;
REVOKE EXECUTE ON FUNCTION orders.delivery_is_paid(bigint, boolean) FROM public;
GRANT EXECUTE ON FUNCTION orders.delivery_is_paid(bigint, boolean) TO openfield_app;
