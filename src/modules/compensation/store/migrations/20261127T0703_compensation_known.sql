-- The position that told that a run was accepted. Of those that were accepted before, all that is known is that it was after their cut.
ALTER TABLE compensation.run ADD COLUMN known_seq bigint;
UPDATE compensation.run SET known_seq = cut_seq WHERE state = 'accepted';
