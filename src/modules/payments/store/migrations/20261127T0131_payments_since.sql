-- Whoever took a position over sees no payment from before.
CREATE POLICY since ON payments.payment AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR created_at > (SELECT platform.viewer_since()));
CREATE POLICY since ON payments.refund AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR at > (SELECT platform.viewer_since()));
CREATE POLICY since ON payments.credit_limit AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR at > (SELECT platform.viewer_since()));
