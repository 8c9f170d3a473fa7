-- Whoever took a position over sees no pay of a month that ended before it was the own one.
CREATE POLICY since ON compensation.earning AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL
    OR run_id IN (SELECT r.id FROM compensation.run r WHERE r.until_at > (SELECT field.owned_since(platform.viewer_person_id()))));
CREATE POLICY since ON compensation.person_result AS RESTRICTIVE FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL
    OR run_id IN (SELECT r.id FROM compensation.run r WHERE r.until_at > (SELECT field.owned_since(platform.viewer_person_id()))));
