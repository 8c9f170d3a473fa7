/**
 * What later modules may join. `genealogy.v_current_link`: who stands under whom now; the top has no parent.
 * `genealogy.v_link`: every place that somebody had, and when.
 * `genealogy.v_move`: moves with their state; those that are done have numbers in the order of their commits. Staff only.
 * By a merge `person_id` ends and `parent_id` stays.
 * `genealogy.v_link_known`: every place that was told of, with the positions that told of it and of its end; also places that never held.
 * `side_name` says the place in words: left, right, or its number.
 */
export type GenealogyViews = {
  'genealogy.v_current_link': {
    tree: string
    person_id: bigint
    parent_id: bigint | null
    side: number | null
    valid_from: Date
  }
  'genealogy.v_link': {
    tree: string
    person_id: bigint
    parent_id: bigint | null
    side: number | null
    valid_from: Date
    valid_until: Date | null
    side_name: string | null
  }
  'genealogy.v_link_known': GenealogyViews['genealogy.v_link'] & {
    known_seq: bigint | null
    ended_known_seq: bigint | null
  }
  'genealogy.v_move': {
    id: bigint
    tree: string
    person_id: bigint
    parent_id: bigint
    with_team: boolean
    valid_from: Date
    state: 'requested' | 'done' | 'rejected' | 'withdrawn'
    requested_by: bigint
    decided_at: Date | null
    done_number: bigint | null
    kind: 'asked' | 'termination' | 'merge'
    /** The position that told of it. */
    known_seq: bigint | null
  }
}
