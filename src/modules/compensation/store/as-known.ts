/** Facts up to an instant of business, as far as they were known at a position of the feed. */
export type AsKnown = Readonly<{ atMs: number; knownSeq: bigint }>

/** What people are read from, as SQL: views, or what they would have shown. */
export type PeopleSources = Readonly<{ people: string; standings: string; links: string; owners: string }>

const AS_THEY_ARE: PeopleSources = {
  people: 'field.v_person',
  standings: 'field.v_standing',
  links: 'genealogy.v_link',
  owners: 'field.v_ownership',
}

/** The views of people, or the same as of then and as known then. COPY takes no parameters; all of them are literals. */
export function peopleSources(of: AsKnown | undefined): PeopleSources {
  if (!of) return AS_THEY_ARE
  const at = `timestamptz '${new Date(of.atMs).toISOString()}'`
  const known = `known_seq <= ${of.knownSeq} AND valid_from <= ${at}`
  return {
    people: `(SELECT p.* FROM field.v_person p WHERE p.joined_at <= ${at} AND p.id IN (
      SELECT person_id FROM field.v_standing_known WHERE ${known}))`,
    standings: `(SELECT person_id, kind, status, valid_from,
      lead(valid_from) OVER (PARTITION BY person_id ORDER BY valid_from) AS valid_until
      FROM field.v_standing_known WHERE ${known})`,
    links: `(SELECT * FROM (SELECT tree, person_id, parent_id, side, side_name, valid_from,
        CASE WHEN ended_known_seq <= ${of.knownSeq} AND valid_until <= ${at} THEN valid_until END AS valid_until
        FROM genealogy.v_link_known WHERE ${known}) held
      WHERE valid_until IS NULL OR valid_until > valid_from)`,
    owners: `(SELECT position_id, owner_id, valid_from,
      lead(valid_from) OVER (PARTITION BY position_id ORDER BY valid_from) AS valid_until
      FROM field.v_ownership_known WHERE ${known})`,
  }
}
