-- Both clocks of links for later modules: also places that were taken back from their first moment on, which were believed once.
CREATE VIEW genealogy.v_link_known WITH (security_invoker = true) AS
  SELECT l.tree, l.person_id, l.parent_id, l.side, l.valid_from, l.valid_until,
    CASE t.kind WHEN 'binary' THEN (ARRAY['left', 'right'])[l.side + 1] WHEN 'matrix' THEN (l.side + 1)::text END AS side_name,
    l.known_seq, l.ended_known_seq
  FROM genealogy.link l JOIN genealogy.tree t ON t.code = l.tree;
SELECT platform.read_only('genealogy.v_link_known');

-- The position that told of a move: a merge may change no place and still lets orders count for another position.
ALTER TABLE genealogy.move ADD COLUMN known_seq bigint;
UPDATE genealogy.move m SET known_seq = CASE
    WHEN EXISTS (SELECT FROM genealogy.link l WHERE l.move_id = m.id) THEN (SELECT max(l.known_seq) FROM genealogy.link l WHERE l.move_id = m.id)
    ELSE 0 END
  WHERE m.state = 'done';
CREATE OR REPLACE VIEW genealogy.v_move WITH (security_invoker = true) AS
  SELECT id, tree, person_id, parent_id, with_team, valid_from, state, requested_by, decided_at, done_number, kind, known_seq
  FROM genealogy.move;
