import type { Generated } from 'kysely'
import type { Tree } from '../domain/tree.ts'

export type GenealogyTables = {
  'genealogy.link': {
    id: Generated<bigint>
    tree: Tree
    person_id: bigint
    parent_id: bigint | null
    side: number | null
    valid_from: Date
    valid_until: Date | null
    known_seq: bigint | null
    ended_known_seq: bigint | null
    move_id: bigint | null
    ended_by_move: bigint | null
  }
}
