/**
 * What later modules may join. `field.v_person`: id, code, kind, status, market_id, joined_at, served_by.
 * `field.v_standing`: every kind and status that somebody had, and when.
 * `field.v_ownership`: whose a position was that is not, or was not always, its own person's. Staff only.
 * `field.v_standing_known`, `field.v_ownership_known`: the same with the position that told of each, which holds until the next known.
 * `field.v_former_owner`: who had a position until when that was the own one. Staff only.
 * `field.v_merged`: which positions ended in which other ones.
 * `field.v_person_name`: person_id, display_name, search; only rows that the viewer of the transaction may see.
 */
export type FieldViews = {
  'field.v_person': {
    id: bigint
    code: string
    kind: 'distributor' | 'preferred' | 'retail' | 'company'
    status: 'active' | 'inactive' | 'suspended' | 'terminated'
    market_id: bigint
    joined_at: Date
    served_by: bigint | null
  }
  'field.v_standing': {
    person_id: bigint
    kind: FieldViews['field.v_person']['kind']
    status: FieldViews['field.v_person']['status']
    valid_from: Date
    valid_until: Date | null
  }
  'field.v_standing_known': Omit<FieldViews['field.v_standing'], 'valid_until'> & { known_seq: bigint | null }
  'field.v_ownership_known': Omit<FieldViews['field.v_ownership'], 'valid_until'> & {
    known_seq: bigint | null
  }
  'field.v_ownership': { position_id: bigint; owner_id: bigint; valid_from: Date; valid_until: Date | null }
  'field.v_former_owner': { position_id: bigint; person_id: bigint; until_at: Date }
  'field.v_merged': { person_id: bigint; into_id: bigint }
  'field.v_person_name': { person_id: bigint; display_name: string; search: string }
}
