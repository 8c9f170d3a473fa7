import type { ColumnType, Generated } from 'kysely'

export type RunState =
  | 'cutting'
  | 'snapshot'
  | 'running'
  | 'storing'
  | 'review'
  | 'accepting'
  | 'accepted'
  | 'failed'

export type CompensationTables = {
  'compensation.plan_version': {
    id: Generated<bigint>
    name: string
    version: number
    effective: string
    source: string
    hash: string
    recorded_at: Generated<Date>
  }
  'compensation.run': {
    id: Generated<bigint>
    period: string
    from_at: Date
    until_at: Date
    plan_version_id: bigint
    state: RunState
    cut_seq: bigint | null
    cut_at: Date | null
    snapshot: string | null
    results: string | null
    totals: ColumnType<unknown, string | null, string | null>
    started_by: bigint | null
    started_at: Date
    accepted_by: bigint | null
    accepted_at: Date | null
    failure: string | null
    delta_of: bigint | null
    state_from: string | null
    moves_seen: Generated<bigint>
    adjustments_seen: Generated<bigint>
    known_seq: bigint | null
  }
  'compensation.delta_order': { run_id: bigint; order_id: bigint }
  'compensation.run_step': {
    run_id: bigint
    step: 'cut' | 'snapshot' | 'run' | 'store' | 'accept'
    progress_ppm: number
    started_at: Date
    done_at: Date | null
    detail: string
  }
  'compensation.person_result': {
    run_id: bigint
    person_id: bigint
    active: boolean
    rank: number
    rank_name: string | null
  }
  'compensation.earning': {
    run_id: bigint
    person_id: bigint
    bonus_place: number
    bonus: string
    currency: string
    minor: bigint
  }
}
