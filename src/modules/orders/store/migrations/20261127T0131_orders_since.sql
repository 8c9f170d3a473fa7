-- Whoever took a position over sees no order from before.
CREATE POLICY since ON orders."order" AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR placed_at > (SELECT platform.viewer_since()));
CREATE POLICY since ON orders.order_volume AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR commission_at > (SELECT platform.viewer_since()));
CREATE POLICY since ON orders.volume_entry AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR commission_at > (SELECT platform.viewer_since()));
