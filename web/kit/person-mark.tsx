import { useTranslation } from 'react-i18next'
import { initials } from './format.ts'
import { spoken } from './spoken.ts'

export type Health = 'active' | 'lapsing' | 'inactive'

/** What a mark says about a person. `rank` counts arcs from 0; `next` is how far the next arc has grown, 0 to 1. */
export type MarkedPerson = Readonly<{
  name: string
  /** Unknown ranks have no ring at all: an empty ring would say that there is none. */
  rank?: number | undefined
  rankName?: string | undefined
  health: Health
  next?: number | undefined
}>

const ARCS = 5
const GAP_DEGREES = 16

type Point = Readonly<{ x: number; y: number }>

function onCircle(degrees: number, radius: number): Point {
  const angle = ((degrees - 90) * Math.PI) / 180
  return { x: 50 + radius * Math.cos(angle), y: 50 + radius * Math.sin(angle) }
}

function arcPath(index: number, share: number, radius: number): string {
  const span = 360 / ARCS
  const from = index * span + GAP_DEGREES / 2
  const to = from + (span - GAP_DEGREES) * share
  const [start, end] = [onCircle(from, radius), onCircle(to, radius)]
  return `M${start.x.toFixed(2)} ${start.y.toFixed(2)}A${radius} ${radius} 0 0 1 ${end.x.toFixed(2)} ${end.y.toFixed(2)}`
}

function Fill({ health }: { health: Health }) {
  if (health === 'active') return <circle className="person-mark__full" cx="50" cy="50" r="35" />
  if (health === 'inactive') {
    return <circle className="person-mark__hollow" cx="50" cy="50" r="33.5" strokeWidth="2.5" />
  }
  return (
    <>
      <path className="person-mark__half" d="M15 50a35 35 0 0 0 70 0z" />
      <circle className="person-mark__outline" cx="50" cy="50" r="34" strokeWidth="2.5" />
    </>
  )
}

/**
 * A person: round, with initials, rank as 0 to 5 arcs of a ring and health as the fill (full, half, hollow).
 * The same mark in lists, viewers and explanations; spoken in words.
 */
export function PersonMark({
  person,
  size = 40,
  silent = false,
}: {
  person: MarkedPerson
  size?: number
  /** The name stands beside the mark, so it need not be spoken twice. */
  silent?: boolean
}) {
  return silent ? (
    <Mark person={person} size={size} label={undefined} />
  ) : (
    <SpokenMark person={person} size={size} />
  )
}

function SpokenMark({ person, size }: { person: MarkedPerson; size: number }) {
  const { t } = useTranslation()
  const health = t(`kit.mark.${person.health}`)
  const label =
    person.rankName !== undefined
      ? t('kit.mark.labelNamed', { name: person.name, rankName: person.rankName, health })
      : person.rank !== undefined
        ? t('kit.mark.label', { name: person.name, rank: arcsOf(person.rank), ranks: ARCS, health })
        : t('kit.mark.labelPlain', { name: person.name, health })
  return <Mark person={person} size={size} label={label} />
}

/** A tree draws many of them at once: it asks for no words, and a ring is one path for what is reached and one for what is not. */
function Mark({ person, size, label }: { person: MarkedPerson; size: number; label: string | undefined }) {
  const known = person.rank !== undefined
  const rank = arcsOf(person.rank)
  const next = person.next === undefined ? 0 : Math.min(Math.max(person.next, 0), 1)
  return (
    <svg
      className="person-mark"
      width={size}
      height={size}
      viewBox={known ? '0 0 100 100' : '10 10 80 80'}
      {...spoken(label)}
    >
      <circle className="person-mark__gap" cx="50" cy="50" r="40" />
      <Fill health={person.health} />
      {known ? (
        <g fill="none" strokeWidth="7" strokeLinecap="round">
          {rank > 0 ? <path className="person-mark__arc" d={RING.slice(0, rank).join('')} /> : null}
          {rank < ARCS ? <path className="person-mark__track" d={RING.slice(rank).join('')} /> : null}
          {next > 0 && rank < ARCS ? (
            <path className="person-mark__next" d={arcPath(rank, next, 45)} />
          ) : null}
        </g>
      ) : null}
      <text
        className={`person-mark__text${person.health === 'active' ? '' : ' person-mark__text--plain'}`}
        x="50"
        y="51"
        fontSize={size >= 90 ? 30 : 27}
      >
        {initials(person.name)}
      </text>
    </svg>
  )
}

/** The arcs of a whole ring. */
const RING = Array.from({ length: ARCS }, (_, index) => arcPath(index, 1, 45))

function arcsOf(rank: number | undefined): number {
  return Math.min(Math.max(rank ?? 0, 0), ARCS)
}

/** A mark with the name and a quiet note beside it, for rows of a list. */
export function PersonLine({
  person,
  note,
  size = 40,
}: {
  person: MarkedPerson
  note?: React.ReactNode
  size?: number
}) {
  return (
    <span className="person-line">
      <PersonMark person={person} size={size} silent />
      <span className="person-line__words">
        <span className="person-line__name">{person.name}</span>
        {note === undefined ? null : <div className="person-line__note">{note}</div>}
      </span>
    </span>
  )
}
