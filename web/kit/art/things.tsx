import { box, Label, Round, Under } from './scene.tsx'
import type { ObjectProps } from './bottles.tsx'

function TowelLayer({ y, colour, x, width }: { y: number; colour: string; x: number; width: number }) {
  return (
    <g>
      <path d={box(x, y, width, 62, 14)} fill={colour} />
      <path d={`M${x + 28} ${y}q-22 8-22 31t22 31h-10q-22-4-22-31t22-31Z`} fill="#000" opacity="0.1" />
      <g stroke="#000" strokeOpacity="0.13" strokeWidth="2" strokeLinecap="round">
        <path
          d={`M${x + 28} ${y + 13}h${width - 36}M${x + 24} ${y + 31}h${width - 30}M${x + 28} ${y + 49}h${width - 36}`}
        />
      </g>
    </g>
  )
}

/** Three folded towels with a paper band. */
export function Towels({ id, text, colour }: ObjectProps) {
  const name = text.name
  return (
    <>
      <Under id={id} half={126} />
      <TowelLayer x={78} y={358} width={250} colour="#b7c2a8" />
      <TowelLayer x={84} y={297} width={238} colour="#ece6d6" />
      <TowelLayer x={90} y={235} width={226} colour={colour} />
      <rect x="172" y="233" width="44" height="188" fill="#f1ede1" />
      <rect x="172" y="233" width="44" height="188" fill={`url(#${id}-sheen)`} opacity="0.35" />
      <g transform="translate(192 327) rotate(-90)" textAnchor="middle" fill="#1c211d">
        <text
          fontSize={Math.min(17, 176 / (name.length * 0.56))}
          fontFamily="var(--display)"
          fontWeight="600"
        >
          {name}
        </text>
        <text y="15" fontSize="7.500" letterSpacing="0.5" fontFamily="var(--work)" fontWeight="500">
          {text.note.toLocaleUpperCase()}
        </text>
      </g>
    </>
  )
}

/** A candle that burns. */
export function Candle({ id, text, colour }: ObjectProps) {
  return (
    <>
      <Under id={id} half={78} />
      <Round id={id} d={box(122, 268, 156, 154, 12)} colour={colour} />
      <ellipse cx="200" cy="270" rx="78" ry="14" fill="#e8e2d2" />
      <ellipse cx="200" cy="271" rx="70" ry="10.500" fill="#fbf5df" />
      <path d="M200 272V246" stroke="#2c2a22" strokeWidth="3" strokeLinecap="round" />
      <path d="M200 198C212 216 213 230 209 240Q200 250 191 240C187 228 192 212 200 198Z" fill="#eda32f" />
      <path d="M200 222C205 230 206 238 203 243Q200 246 197 243C194 238 196 230 200 222Z" fill="#fff0cf" />
      <Label x={148} y={304} width={104} height={90} text={text} />
    </>
  )
}

/** A cushion with a printed frond. */
export function Cushion({ id, colour }: ObjectProps) {
  const rows = [0, 1, 2, 3]
  return (
    <>
      <Under id={id} half={120} y={418} />
      <path
        d="M84 214C150 226 250 226 316 214C308 280 308 350 318 416C250 424 150 424 82 416C92 350 92 280 84 214Z"
        fill="#ddcfb0"
      />
      <path
        d="M84 214C150 226 250 226 316 214C308 280 308 350 318 416C250 424 150 424 82 416C92 350 92 280 84 214Z"
        fill={`url(#${id}-sheen)`}
        opacity="0.6"
      />
      <g fill={colour} fillOpacity="0.45" stroke={colour} strokeWidth="2.500" strokeLinejoin="round">
        <path d="M200 240V396" fill="none" strokeLinecap="round" />
        {rows.map((row) => (
          <g key={row} transform={`translate(200 ${274 + row * 34})`}>
            <path d="M0 6C-14 6-40 0-48-22C-22-24-4-14 0 6Z" />
            <path d="M0 6C14 6 40 0 48-22C22-24 4-14 0 6Z" />
          </g>
        ))}
      </g>
    </>
  )
}

/** Two bars of soap on a board. */
export function Soap({ id, text, colour }: ObjectProps) {
  return (
    <>
      <Under id={id} half={120} y={424} />
      <path d={box(76, 404, 248, 18, 5)} fill="#b0814f" />
      <path d={box(76, 404, 248, 18, 5)} fill={`url(#${id}-sheen)`} opacity="0.5" />
      <Round id={id} d={box(100, 342, 200, 62, 14)} colour={colour} sheen={0.7} />
      <Round id={id} d={box(122, 284, 160, 58, 14)} colour="#d9dcc4" sheen={0.7} />
      <g fill="none" stroke="#6d7b58" strokeWidth="2.500" strokeLinecap="round">
        <path d="M158 316C184 306 220 304 248 300" />
        <path d="M184 309l-8-10M206 306l-6-11M226 303l-5-10M192 308l4 10M214 305l4 10" />
      </g>
      <text
        x="200"
        y="379"
        fontSize={Math.min(17, 180 / (text.name.length * 0.56))}
        textAnchor="middle"
        fontFamily="var(--display)"
        fontWeight="600"
        fill="#4b3a2c"
        opacity="0.85"
      >
        {text.name}
      </text>
    </>
  )
}

/** A tin with a lid, for teas and balms. */
export function Tin({ id, text, colour }: ObjectProps) {
  return (
    <>
      <Under id={id} half={76} />
      <Round id={id} d={box(124, 240, 152, 182, 8)} colour={colour} />
      <Round id={id} d={box(118, 212, 164, 40, 6)} colour="#cfc9bb" />
      <path d="M118 244H282" stroke="#000" strokeOpacity="0.12" strokeWidth="2" />
      <Label x={124} y={286} width={152} height={100} text={text} />
    </>
  )
}
