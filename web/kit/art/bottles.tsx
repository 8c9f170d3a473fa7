import { box, Label, Round, Under, type LabelText } from './scene.tsx'

export type ObjectProps = Readonly<{ id: string; text: LabelText; colour: string }>

/** A glass bottle with a dropper. */
export function Dropper({ id, text, colour }: ObjectProps) {
  return (
    <>
      <Under id={id} half={62} />
      <Round id={id} d={box(178, 96, 44, 78, 20)} colour="#232623" sheen={0.35} />
      <path
        d="M188 112c2-8 6-11 11-11"
        stroke="#fff"
        strokeOpacity="0.4"
        strokeWidth="3"
        fill="none"
        strokeLinecap="round"
      />
      <Round id={id} d={box(168, 160, 64, 46, 4)} colour="#1e2120" sheen={0.7} />
      <Round
        id={id}
        d="M176 204H224V220C224 232 260 242 260 276V408Q260 422 246 422H154Q140 422 140 408V276C140 242 176 232 176 220Z"
        colour={colour}
      />
      <path d="M152 280V400" stroke="#fff" strokeOpacity="0.13" strokeWidth="7" strokeLinecap="round" />
      <Label x={140} y={286} width={120} height={96} text={text} />
    </>
  )
}

/** A bottle with a pump. */
export function Pump({ id, text, colour }: ObjectProps) {
  return (
    <>
      <Under id={id} half={64} />
      <Round
        id={id}
        d="M138 104Q138 92 150 92H214Q226 92 226 104Q226 118 214 118H160L154 128H144Q138 128 138 120Z"
        colour="#e9e4d8"
      />
      <rect x="194" y="116" width="12" height="46" fill="#d9d2c2" />
      <Round id={id} d={box(172, 158, 56, 38, 4)} colour="#e9e4d8" />
      <Round
        id={id}
        d="M166 194H234Q262 200 262 236V408Q262 422 248 422H152Q138 422 138 408V236Q138 200 166 194Z"
        colour={colour}
      />
      <Label x={138} y={270} width={124} height={110} text={text} />
    </>
  )
}

/** A canister with a handle, for laundry. */
export function Jug({ id, text, colour }: ObjectProps) {
  return (
    <>
      <Under id={id} half={84} />
      <Round id={id} d={box(174, 122, 52, 36, 3)} colour="#2c5240" sheen={0.8} />
      <path
        d="M176 156H230C232 178 284 190 284 262V408Q284 422 270 422H130Q116 422 116 408V262C116 196 172 190 176 156ZM234 200C228 206 226 214 232 222C246 238 252 256 252 292C252 304 270 304 270 292V262C270 226 252 206 242 200Q238 197 234 200Z"
        fill="#dcd4c3"
        fillRule="evenodd"
      />
      <path
        d="M176 156H230C232 178 284 190 284 262V408Q284 422 270 422H130Q116 422 116 408V262C116 196 172 190 176 156ZM234 200C228 206 226 214 232 222C246 238 252 256 252 292C252 304 270 304 270 292V262C270 226 252 206 242 200Q238 197 234 200Z"
        fill={`url(#${id}-sheen)`}
        fillRule="evenodd"
      />
      <Label x={116} y={304} width={168} height={96} text={text} paper={colour} ink="#f6f3e8" />
    </>
  )
}

/** A bottle with a spray head. */
export function Spray({ id, text, colour }: ObjectProps) {
  return (
    <>
      <Under id={id} half={60} />
      <Round
        id={id}
        d="M142 122Q142 110 156 110H214Q252 112 252 148H224V180H178V150H150Q142 150 142 142Z"
        colour="#2b3a33"
        sheen={0.55}
      />
      <path
        d="M226 152C224 172 232 188 246 186"
        stroke="#2b3a33"
        strokeWidth="9"
        fill="none"
        strokeLinecap="round"
      />
      <Round id={id} d={box(174, 176, 52, 26, 3)} colour="#26332d" sheen={0.7} />
      <Round
        id={id}
        d="M176 202H224C226 236 258 242 258 292V408Q258 422 244 422H156Q142 422 142 408V292C142 242 174 236 176 202Z"
        colour={colour}
      />
      <Label x={142} y={284} width={116} height={98} text={text} />
    </>
  )
}

/** A jar with a wooden lid. */
export function Jar({ id, text, colour }: ObjectProps) {
  return (
    <>
      <Under id={id} half={92} />
      <Round id={id} d={box(104, 298, 192, 124, 12)} colour={colour} />
      <Round id={id} d={box(98, 240, 204, 64, 5)} colour="#b98a57" sheen={1} />
      <g stroke="#8d6337" strokeOpacity="0.35" strokeWidth="1.5" fill="none">
        <path d="M100 258C150 254 220 262 300 257" />
        <path d="M100 272C160 278 230 268 300 274" />
        <path d="M100 288C150 284 240 292 300 287" />
      </g>
      <Label x={144} y={316} width={112} height={90} text={text} />
    </>
  )
}

/** A tube that stands on its cap. */
export function Tube({ id, text, colour }: ObjectProps) {
  return (
    <>
      <Under id={id} half={52} />
      <Round id={id} d="M136 112H264L248 378H152Z" colour={colour} />
      <rect x="134" y="104" width="132" height="14" rx="2" fill="#00000022" />
      <path d="M136 104H264V114H136Z" fill={colour} />
      <Round id={id} d={box(154, 376, 92, 46, 6)} colour="#e9e4d8" sheen={0.9} />
      <Label x={148} y={206} width={104} height={104} text={text} />
    </>
  )
}
