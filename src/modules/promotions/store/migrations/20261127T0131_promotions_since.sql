-- Whoever took a position over sees nothing of what was earned and used before.
CREATE POLICY since ON promotions.use AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR day > (SELECT platform.viewer_since())::date);
CREATE POLICY since ON promotions.entitlement AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR earned_at > (SELECT platform.viewer_since()));
CREATE POLICY since ON promotions.points_entry AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR at > (SELECT platform.viewer_since()));
CREATE POLICY since ON promotions.person_fact AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR from_at > (SELECT platform.viewer_since()));
