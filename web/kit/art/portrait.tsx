import { useId } from 'react'
import { spoken } from '../spoken.ts'
import { steadyNumber } from './product-art.tsx'

type Tones = Readonly<{ skin: string; skinShade: string; hair: string; cloth: string; clothDeep: string }>

const TONES: readonly Tones[] = [
  { skin: '#dba17f', skinShade: '#c68a66', hair: '#3b2419', cloth: '#1d6b45', clothDeep: '#0f4a2e' },
  { skin: '#eac3a3', skinShade: '#d5a885', hair: '#8a5a2c', cloth: '#3d5a80', clothDeep: '#2a4160' },
  { skin: '#a9714d', skinShade: '#8c5a3a', hair: '#1f1713', cloth: '#b5562f', clothDeep: '#8e3f20' },
  { skin: '#f0cdb2', skinShade: '#dcb394', hair: '#b9b2a6', cloth: '#5b4a7a', clothDeep: '#43355c' },
]

function Frond({ x, y, turn, size }: { x: number; y: number; turn: number; size: number }) {
  const leaf = 'M0 0C26-26 84-34 128-8C92 28 30 30 0 0Z'
  return (
    <g transform={`translate(${x} ${y}) rotate(${turn}) scale(${size})`} fill="#6f8a67" opacity="0.26">
      <path
        d="M0 0C20-160 30-300 70-460"
        stroke="#6f8a67"
        strokeWidth="9"
        fill="none"
        strokeLinecap="round"
      />
      <path d={leaf} transform="translate(6 -60) rotate(-34)" />
      <path d={leaf} transform="translate(8 -110) rotate(-150)" />
      <path d={leaf} transform="translate(20 -190) rotate(-34)" />
      <path d={leaf} transform="translate(22 -240) rotate(-152)" />
      <path d={leaf} transform="translate(40 -310) rotate(-36)" />
      <path d={leaf} transform="translate(44 -360) rotate(-150)" />
      <path d={leaf} transform="translate(66 -440) rotate(-80)" />
    </g>
  )
}

function Hair({ long, colour }: { long: boolean; colour: string }) {
  return long ? (
    <path
      d="M166 178C166 72 226 24 302 24C378 24 436 76 438 178C440 240 452 300 458 352C420 378 380 386 302 386C232 386 176 380 146 356C152 300 164 244 166 178Z"
      fill={colour}
    />
  ) : (
    <path
      d="M196 214C180 104 226 36 304 36C386 36 426 104 408 214C414 236 400 250 396 262L208 262C204 248 192 236 196 214Z"
      fill={colour}
    />
  )
}

/** A friendly drawn face for the demonstration shop; the same name always gives the same face. */
export function Portrait({ name, alt }: { name: string; alt: string }) {
  const id = `face${useId().replaceAll(/[^\w]/g, '')}`
  const seed = steadyNumber(name)
  const tones = TONES[seed % TONES.length] ?? TONES[0]
  if (!tones) return null
  const long = (seed >>> 5) % 2 === 0
  return (
    <svg className="portrait" viewBox="0 0 600 490" preserveAspectRatio="xMidYMid slice" {...spoken(alt)}>
      <defs>
        <linearGradient id={`${id}-skin`} x1="0" y1="0" x2="1" y2="0.6">
          <stop offset="0" stopColor={tones.skin} />
          <stop offset="1" stopColor={tones.skinShade} />
        </linearGradient>
        <linearGradient id={`${id}-sun`} x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor="#f3d59c" />
          <stop offset="1" stopColor="#e6b878" />
        </linearGradient>
      </defs>
      <rect width="600" height="490" fill="#dfe6d3" />
      <circle cx="410" cy="166" r="176" fill={`url(#${id}-sun)`} />
      <Frond x={78} y={500} turn={4} size={1} />
      <Frond x={556} y={510} turn={-22} size={0.86} />
      <Hair long={long} colour={tones.hair} />
      <path d="M254 300H344V420C344 446 254 446 254 420Z" fill={tones.skinShade} />
      <path
        d="M72 490C104 428 168 402 236 396C246 440 352 440 364 396C432 402 496 428 528 490Z"
        fill={tones.cloth}
      />
      <path d="M236 396C246 466 356 466 364 396L344 394C340 436 260 436 254 394Z" fill="#f3ecdc" />
      <path
        d="M210 170C206 104 250 92 300 92C352 92 392 108 388 172C390 262 352 338 300 338C248 338 208 262 210 170Z"
        fill={`url(#${id}-skin)`}
      />
      <path
        d={
          long
            ? 'M212 208C214 170 226 140 238 112C262 142 320 152 386 140C392 164 390 190 388 214C404 150 392 78 300 74C212 76 196 150 212 208Z'
            : 'M206 186C214 140 232 122 262 118C300 132 352 130 376 112C388 130 392 160 394 186C410 110 374 66 300 66C228 66 192 110 206 186Z'
        }
        fill={tones.hair}
      />
      <g fill="none" stroke="#2a1a12" strokeLinecap="round">
        <g strokeWidth="4.500" strokeOpacity="0.75">
          <path d="M238 182C250 172 266 172 278 180" />
          <path d="M322 180C334 172 350 172 362 182" />
        </g>
        <g strokeWidth="6">
          <path d="M242 212C250 200 268 200 276 212" />
          <path d="M326 212C334 200 352 200 360 212" />
        </g>
        <path
          d="M302 218C306 236 312 248 314 258C310 264 302 264 296 262"
          stroke="#a35f3f"
          strokeOpacity="0.7"
          strokeWidth="4"
        />
        <path d="M272 290C288 308 316 308 334 290" stroke="#93412b" strokeWidth="6" />
      </g>
      <circle cx="236" cy="262" r="18" fill="#d4694a" opacity="0.16" />
      <circle cx="364" cy="262" r="18" fill="#d4694a" opacity="0.16" />
      {long ? (
        <g fill="#e9a23b">
          <circle cx="206" cy="262" r="8" />
          <circle cx="394" cy="262" r="8" />
        </g>
      ) : null}
    </svg>
  )
}
