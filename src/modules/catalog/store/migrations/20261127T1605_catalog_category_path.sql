-- Each category with those in which it lies, itself first: whoever names an outer one means what lies in it too, however deep.
CREATE VIEW catalog.v_category_path WITH (security_invoker = true) AS
  WITH RECURSIVE up (category_id, code, path, next_id) AS (
    SELECT c.id, c.code, ARRAY[c.code], c.parent_id FROM catalog.category c
    UNION ALL
    SELECT up.category_id, up.code, up.path || o.code, o.parent_id FROM up JOIN catalog.category o ON o.id = up.next_id
  )
  SELECT up.category_id, up.code, up.path FROM up WHERE up.next_id IS NULL;
SELECT platform.read_only('catalog.v_category_path');
