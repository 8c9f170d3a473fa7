-- Every place that somebody had in a tree, and when.
CREATE VIEW genealogy.v_link WITH (security_invoker = true) AS
  SELECT tree, person_id, parent_id, side, valid_from, valid_until FROM genealogy.link;
SELECT platform.read_only('genealogy.v_link');
