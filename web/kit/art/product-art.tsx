import { useId } from 'react'
import { spoken } from '../spoken.ts'
import { Dropper, Jar, Jug, Pump, Spray, Tube, type ObjectProps } from './bottles.tsx'
import { Scene, type BackdropName } from './scene.tsx'
import { Candle, Cushion, Soap, Tin, Towels } from './things.tsx'

/** The drawn things of the demonstration shop. */
export const ART_KINDS = [
  'dropper',
  'pump',
  'jar',
  'tube',
  'soap',
  'spray',
  'jug',
  'towels',
  'candle',
  'cushion',
  'tin',
] as const

export type ArtKind = (typeof ART_KINDS)[number]

type Look = Readonly<{ kind: ArtKind; backdrops: readonly BackdropName[]; colours: readonly string[] }>

const draw: Readonly<Record<ArtKind, (props: ObjectProps) => React.JSX.Element>> = {
  dropper: Dropper,
  pump: Pump,
  jar: Jar,
  tube: Tube,
  soap: Soap,
  spray: Spray,
  jug: Jug,
  towels: Towels,
  candle: Candle,
  cushion: Cushion,
  tin: Tin,
}

const looks: Readonly<Record<ArtKind, Look>> = {
  dropper: { kind: 'dropper', backdrops: ['sage', 'linen'], colours: ['#5a3415', '#2f4a3a', '#6b4a1c'] },
  pump: { kind: 'pump', backdrops: ['mist', 'sage'], colours: ['#4e6650', '#8a5b46', '#4b6377'] },
  jar: { kind: 'jar', backdrops: ['blush', 'rose'], colours: ['#dca593', '#b9c7ad', '#c9b6d0'] },
  tube: { kind: 'tube', backdrops: ['rose', 'mist'], colours: ['#d8b9a2', '#9fb8a4', '#b3bfcd'] },
  soap: { kind: 'soap', backdrops: ['mist', 'linen'], colours: ['#e6c3ae', '#e3d6a8', '#c9d0bd'] },
  spray: { kind: 'spray', backdrops: ['rose', 'sky'], colours: ['#9fc2b2', '#d7c48e', '#a9bdd0'] },
  jug: { kind: 'jug', backdrops: ['sky', 'mist'], colours: ['#2c5240', '#38506b', '#7a4a3a'] },
  towels: { kind: 'towels', backdrops: ['linen', 'blush'], colours: ['#d9a48c', '#93a6b5', '#d6b868'] },
  candle: { kind: 'candle', backdrops: ['sand', 'linen'], colours: ['#a9a294', '#8f9a87', '#b08f7c'] },
  cushion: { kind: 'cushion', backdrops: ['lilac', 'sage'], colours: ['#3f6b52', '#8a5a44', '#4d6480'] },
  tin: { kind: 'tin', backdrops: ['sage', 'sand'], colours: ['#6d8a6a', '#8d6a4a', '#7a6f93'] },
}

// Words in a product's or category's name that say what the thing is; the first that is found decides.
const hints: readonly (readonly [RegExp, ArtKind])[] = [
  [/serum|oil\b|essence|elixir|drops/i, 'dropper'],
  [/towel|linen set|blanket|napkin|cloth|throw|sheet|robe/i, 'towels'],
  [/candle|lantern|wax/i, 'candle'],
  [/cushion|pillow/i, 'cushion'],
  [/mist|spray|glass|cleaner|toner|freshener/i, 'spray'],
  [/laundry|detergent|softener|rinse|fabric|linen wash/i, 'jug'],
  [/soap|bar\b/i, 'soap'],
  [/tube|toothpaste|sun\b|lip\b|hand cream/i, 'tube'],
  [/mask|cream|butter|scrub|clay/i, 'jar'],
  [/\btea\b|tin\b|infusion|powder|\bsalts?\b/i, 'tin'],
  [/balm|lotion|shampoo|conditioner|wash|gel|milk/i, 'pump'],
]

const byCategory: readonly (readonly [RegExp, readonly ArtKind[]])[] = [
  [/beauty|face|skin|cosmetic/i, ['dropper', 'jar', 'tube']],
  [/body|bath|hair/i, ['pump', 'soap', 'tube']],
  [/kitchen|clean|home care|surface/i, ['spray', 'pump', 'soap']],
  [/laundry/i, ['jug']],
  [/textile|linen/i, ['towels', 'cushion']],
  [/gift|living|decor|home/i, ['candle', 'cushion', 'tin']],
  [/nutrition|food|wellness|tea/i, ['tin', 'dropper', 'jar']],
]

/** A small steady number from a text (FNV-1a, 32 bits), so that a product always looks the same. */
export function steadyNumber(text: string): number {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash
}

function pick<T>(options: readonly T[], number: number, otherwise: T): T {
  return options[number % options.length] ?? otherwise
}

/** What a product is drawn as: by its art key (`candle-2`), else by the words of its name, else by its category. */
export function artKind(name: string, category: string, art = ''): ArtKind {
  const keyed = ART_KINDS.find((kind) => art === kind || art.startsWith(`${kind}-`))
  if (keyed) return keyed
  const byName = hints.find(([pattern]) => pattern.test(name))
  if (byName) return byName[1]
  const kinds = byCategory.find(([pattern]) => pattern.test(category))?.[1]
  return kinds
    ? pick(kinds, steadyNumber(name), 'jar')
    : pick(ART_KINDS, steadyNumber(name + category), 'jar')
}

/** The drawn picture of a demonstration product, made by code from its name, category and size. */
export function ProductArt({
  name,
  category,
  art = '',
  size = '',
  alt,
}: {
  name: string
  category: string
  /** The catalogue's key of the drawing. */
  art?: string
  size?: string
  /** Spoken name; without it the picture is decoration beside a text that already says it. */
  alt?: string
}) {
  const id = `art${useId().replaceAll(/[^\w]/g, '')}`
  const kind = artKind(name, category, art)
  const { backdrops, colours } = looks[kind]
  const seed = steadyNumber(name + art)
  const Thing = draw[kind]
  const shortName = name.replace(/,.*$/, '')
  return (
    <svg className="product-art" viewBox="0 0 400 480" preserveAspectRatio="xMidYMid slice" {...spoken(alt)}>
      <Scene id={id} backdrop={pick(backdrops, seed >>> 3, 'linen')} glow={kind === 'candle'}>
        <Thing
          id={id}
          colour={pick(colours, seed >>> 7, '#4e6650')}
          text={{ name: shortName, note: size === '' ? category : `${category}, ${size}` }}
        />
      </Scene>
    </svg>
  )
}
