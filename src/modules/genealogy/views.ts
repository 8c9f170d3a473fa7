/** What later modules may join. `genealogy.v_current_link`: who stands under whom now; the top has no parent. */
export type GenealogyViews = {
  'genealogy.v_current_link': {
    tree: 'sponsor'
    person_id: bigint
    parent_id: bigint | null
    side: number | null
    valid_from: Date
  }
}
