-- Whether further positions of one person come into a placement tree, too.
ALTER TABLE genealogy.tree ADD COLUMN takes_further boolean NOT NULL DEFAULT true;
