import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import { personJoined, standingChanged } from '../contract.ts'
import { ownerChanged } from '../contract/positions.ts'
import { stampOwners } from '../store/ownership.ts'
import { STANDINGS_KNOWN, stampStanding } from '../store/standings.ts'

/** Writes to each kind, status and owner the position that first told of it: that is when it became known. */
export const stampStandingsConsumer: ConsumerDefinition<PlatformDeps> = {
  name: STANDINGS_KNOWN,
  topics: ['field.person_joined', 'field.standing_changed', 'field.owner_changed'],
  from: 'start',
  handle: async (_deps, tx, { topic, payload, seq }) => {
    if (topic === 'field.person_joined') {
      const { personId, joinedAtMs } = personJoined.parse(payload)
      await stampStanding(tx, { personId, atMs: joinedAtMs, seq })
      await stampOwners(tx, { positions: [personId], atMs: joinedAtMs, seq })
    } else if (topic === 'field.owner_changed') {
      const { positions, formerId, atMs } = ownerChanged.parse(payload)
      await stampOwners(tx, { positions, formerId, atMs, seq })
      if (formerId !== null) await stampStanding(tx, { personId: formerId, atMs, seq })
    } else {
      const { personId, atMs } = standingChanged.parse(payload)
      await stampStanding(tx, { personId, atMs, seq })
    }
  },
}
