import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Actor } from '#platform/postgres/transact.ts'
import type { TeamImage } from './ask-team.ts'
import type { FiguresPiece } from './figures-piece.ts'
import type { StillReading } from './image-shelf.ts'

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

/** What plans know of people as of then; a later module answers this too. */
export type FiguresThen = Readonly<{
  /** Whether the viewer may see ranks and volumes of that time. */
  maySee: (actor: Actor, atMs: number) => Promise<boolean>
  /** Of everybody, of the period in which an instant lies; undefined where there are none. */
  ofEverybody: (atMs: number) => Promise<FiguresPiece | StillReading | undefined>
}>

/** What the routes need beyond the platform: the image's thread and, where there is a plan, its figures. */
export type TeamDeps = PlatformDeps &
  Readonly<{ teamImage: TeamImage; teamFigures?: TeamFigures; figuresThen?: FiguresThen }>
