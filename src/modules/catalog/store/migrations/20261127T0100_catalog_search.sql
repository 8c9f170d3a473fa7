-- What goods are found by, in each language that they have texts in: words with their stems, weighted by where they stand, and the plain
-- words for those who mistype one. Written by triggers alone, so that whoever changes goods need not know of it.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;

-- One way to words, of texts and of what is typed: small letters without accents, parted by whatever is neither letter nor digit.
CREATE FUNCTION catalog.words_of(said text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_remove(
    regexp_split_to_array(lower(public.unaccent('public.unaccent'::regdictionary, coalesce(said, ''))), '[^[:alnum:]]+'), '')
$$;

-- How a language bends its words; of one that PostgreSQL does not know, words are taken as they are.
CREATE FUNCTION catalog.search_config(of_language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (CASE split_part(of_language, '-', 1)
    WHEN 'da' THEN 'pg_catalog.danish' WHEN 'de' THEN 'pg_catalog.german' WHEN 'en' THEN 'pg_catalog.english'
    WHEN 'es' THEN 'pg_catalog.spanish' WHEN 'fi' THEN 'pg_catalog.finnish' WHEN 'fr' THEN 'pg_catalog.french'
    WHEN 'hu' THEN 'pg_catalog.hungarian' WHEN 'it' THEN 'pg_catalog.italian' WHEN 'nb' THEN 'pg_catalog.norwegian'
    WHEN 'nn' THEN 'pg_catalog.norwegian' WHEN 'no' THEN 'pg_catalog.norwegian' WHEN 'nl' THEN 'pg_catalog.dutch'
    WHEN 'pt' THEN 'pg_catalog.portuguese' WHEN 'ro' THEN 'pg_catalog.romanian' WHEN 'ru' THEN 'pg_catalog.russian'
    WHEN 'sv' THEN 'pg_catalog.swedish' WHEN 'tr' THEN 'pg_catalog.turkish'
    ELSE 'pg_catalog.simple' END)::regconfig
$$;

CREATE TABLE catalog.search_text (
  product_id bigint NOT NULL REFERENCES catalog.product,
  language text NOT NULL,
  -- A: code, name and what is chosen; B: category and tags; C: summary; D: description.
  words tsvector NOT NULL,
  PRIMARY KEY (product_id, language)
);
CREATE INDEX search_text_words ON catalog.search_text USING gin (words);
SELECT platform.read_only('catalog.search_text');

CREATE TABLE catalog.search_word (
  product_id bigint NOT NULL REFERENCES catalog.product,
  language text NOT NULL,
  word text NOT NULL,
  PRIMARY KEY (product_id, language, word)
);
CREATE INDEX search_word_near ON catalog.search_word USING gin (word public.gin_trgm_ops);
SELECT platform.read_only('catalog.search_word');

CREATE FUNCTION catalog.weighted(of_language text, words text[], weight "char") RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
  -- The plain words too, for beginnings that are typed.
  SELECT setweight(to_tsvector(catalog.search_config(of_language), array_to_string(words, ' '))
    || to_tsvector('pg_catalog.simple', array_to_string(words, ' ')), weight)
$$;

CREATE FUNCTION catalog.index_search(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM catalog.search_word w WHERE w.product_id = ANY (ids);
  DELETE FROM catalog.search_text t WHERE t.product_id = ANY (ids);
  WITH said AS MATERIALIZED (
    SELECT p.id, t.language,
      catalog.words_of(concat_ws(' ', p.code, t.text->>'name', chosen.names)) AS name,
      catalog.words_of(concat_ws(' ', coalesce(c.texts->t.language->>'name', c.texts->'en'->>'name'),
        array_to_string(p.tags, ' '))) AS belongs,
      catalog.words_of(t.text->>'summary') AS summary,
      catalog.words_of(t.text->>'description') AS description
    FROM catalog.product p
    JOIN catalog.category c ON c.id = p.category_id
    LEFT JOIN catalog.product f ON f.id = p.parent_id
    CROSS JOIN LATERAL jsonb_each(p.texts) t (language, text)
    CROSS JOIN LATERAL (
      SELECT string_agg(coalesce(v.value->'texts'->t.language->>'name', v.value->'texts'->'en'->>'name'), ' ') AS names
      FROM jsonb_array_elements(coalesce(f.options, '[]')) o, jsonb_array_elements(o.value->'values') v
      WHERE p.choice->>(o.value->>'code') = v.value->>'code'
    ) chosen
    WHERE p.id = ANY (ids)
  ), plain AS (
    INSERT INTO catalog.search_word (product_id, language, word)
    SELECT DISTINCT s.id, s.language, w.word
    FROM said s CROSS JOIN LATERAL unnest(s.name || s.belongs || s.summary) w (word)
    WHERE length(w.word) BETWEEN 3 AND 40 AND w.word !~ '^[0-9]+$'
  )
  INSERT INTO catalog.search_text (product_id, language, words)
  SELECT s.id, s.language, catalog.weighted(s.language, s.name, 'A') || catalog.weighted(s.language, s.belongs, 'B')
    || catalog.weighted(s.language, s.summary, 'C') || catalog.weighted(s.language, s.description, 'D')
  FROM said s;
END $$;
REVOKE EXECUTE ON FUNCTION catalog.index_search(bigint[]) FROM public;

CREATE FUNCTION catalog.index_new() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM catalog.index_search(ARRAY(SELECT n.id FROM changed n));
  RETURN NULL;
END $$;
CREATE TRIGGER index_new AFTER INSERT ON catalog.product REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog.index_new();

-- Only what is found by something else afterwards; a variant is found by the options of its family too.
CREATE FUNCTION catalog.index_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ids bigint[] := ARRAY(
    SELECT n.id FROM changed n JOIN before b ON b.id = n.id
    WHERE (n.code, n.category_id, n.tags, n.texts, n.options, n.choice)
      IS DISTINCT FROM (b.code, b.category_id, b.tags, b.texts, b.options, b.choice));
BEGIN
  IF cardinality(ids) > 0 THEN
    PERFORM catalog.index_search(ids || ARRAY(SELECT v.id FROM catalog.product v WHERE v.parent_id = ANY (ids)));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER index_changed AFTER UPDATE ON catalog.product REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog.index_changed();

CREATE FUNCTION catalog.index_category() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM catalog.index_search(ARRAY(SELECT p.id FROM catalog.product p JOIN changed n ON n.id = p.category_id));
  RETURN NULL;
END $$;
CREATE TRIGGER index_category AFTER UPDATE ON catalog.category REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION catalog.index_category();

-- The question that words ask in a language: all of them, each by its stem or as the beginning of a word, in the places that are named
-- (such as 'AB'; everywhere where none is). An element may hold several words, of which one will do. Words that say nothing in the
-- language ("the") are left out, unless there are no others.
CREATE FUNCTION catalog.search_query(of_language text, asked text[], places text) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
  WITH one AS (
    SELECT e.n,
      string_agg(to_tsquery('pg_catalog.simple', w.word || ':*' || places)::text, ' | ') AS plain,
      string_agg(nullif(to_tsquery(catalog.search_config(of_language), w.word || CASE places WHEN '' THEN '' ELSE ':' || places END)::text, ''), ' | ') AS stem
    FROM unnest(asked) WITH ORDINALITY e (words, n) CROSS JOIN LATERAL unnest(string_to_array(e.words, ' ')) w (word)
    GROUP BY e.n
  )
  SELECT string_agg('(' || concat_ws(' | ', one.stem, one.plain) || ')', ' & ')::tsquery FROM one
  WHERE one.stem IS NOT NULL OR NOT EXISTS (SELECT FROM one other WHERE other.stem IS NOT NULL)
$$;

SELECT catalog.index_search(ARRAY(SELECT p.id FROM catalog.product p));
