import { TeamHead } from '../parts/team-head.tsx'
import { TeamList } from '../team/team-list.tsx'

/** Everybody below me: found by name or number, narrowed by filters, the first level with its volumes. */
export function Component() {
  return (
    <>
      <TeamHead view="list" />
      <TeamList />
    </>
  )
}
