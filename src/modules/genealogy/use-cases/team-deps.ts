import type { PlatformDeps } from '#platform/module/deps.ts'
import type { TeamImage } from './ask-team.ts'

/** What plans know of people; a later module answers, and the composition root hands it in. */
export type TeamFigures = (input: {
  personIds: readonly bigint[]
  sinceSeq: bigint | undefined
}) => Promise<ReadonlyMap<bigint, PersonFigures>>

export type PersonFigures = Readonly<{
  rank: Readonly<{ name: string; place: number; of: number }> | null
  /** In millionths, of the open period. */
  ownVolume: bigint | null
  branchVolume: bigint | null
}>

/** What the routes need beyond the platform: the image's thread and, where there is a plan, its figures. */
export type TeamDeps = PlatformDeps & Readonly<{ teamImage: TeamImage; teamFigures?: TeamFigures }>
