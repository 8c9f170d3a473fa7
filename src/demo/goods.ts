import { divideRounded, PPM } from '#shared/ratio.ts'

/** Everything that the demonstration company sells. All of it is invented. */
export type DemoGood = Readonly<{
  category: string
  /** The drawing of the shop: a kind of thing and a number that varies its colours. */
  art: string
  name: string
  size: string
  /** Shelf price with tax in it, in cents. */
  retailMinor: bigint
  grams: number
  taxClass: 'standard' | 'zero'
  summary: string
}>

export const demoCategories = [
  { code: 'beauty', art: 'dropper', name: 'Beauty' },
  { code: 'body', art: 'pump', name: 'Body' },
  { code: 'kitchen', art: 'spray', name: 'Kitchen' },
  { code: 'laundry', art: 'jug', name: 'Laundry' },
  { code: 'textiles', art: 'towels', name: 'Textiles' },
  { code: 'gifts', art: 'candle', name: 'Gifts' },
] as const

type Shelf = readonly (readonly [
  art: string,
  name: string,
  size: string,
  cents: number,
  grams: number,
  text: string,
])[]

const shelves: Readonly<Record<(typeof demoCategories)[number]['code'], Shelf>> = {
  beauty: [
    ['dropper-1', 'Evening serum', '30 ml', 3900, 110, 'Sea buckthorn and squalane for the hours of sleep.'],
    ['dropper-2', 'Rosehip drops', '30 ml', 3200, 110, 'Three drops on damp skin, morning or night.'],
    ['jar-1', 'Oat day cream', '50 ml', 2800, 160, 'Light, unscented, calm on reddened cheeks.'],
    [
      'jar-2',
      'Bramble clay mask',
      '75 ml',
      2400,
      210,
      'Ten minutes on a Sunday; rinses off without rubbing.',
    ],
    ['jar-3', 'Barley night cream', '50 ml', 3400, 160, 'Richer than the day cream, never heavy.'],
    ['tube-1', 'Cool eye gel', '15 ml', 2600, 40, 'Cucumber water in a small tube for tired eyes.'],
    ['tube-2', 'Sun veil 30', '75 ml', 2200, 100, 'A mineral screen that leaves no white trace.'],
    ['spray-1', 'Lime blossom toner', '150 ml', 1900, 190, 'A fine cloud after washing, before the cream.'],
    ['pump-1', 'Milk cleanser', '200 ml', 2100, 240, 'Takes off the day, mascara included.'],
    ['tube-3', 'Beeswax lip balm', '10 ml', 890, 20, 'For windy beaches and dry offices.'],
  ],
  body: [
    ['pump-2', 'Hand lotion, fig', '250 ml', 1700, 300, 'Sinks in before the next door handle.'],
    ['pump-3', 'Shower gel, nettle', '300 ml', 1450, 350, 'Lathers softly, smells of a wet garden.'],
    ['soap-1', 'Seaweed soap', '120 g', 750, 130, 'Pressed twice, lasts a month at the basin.'],
    ['soap-2', 'Charcoal soap', '120 g', 790, 130, 'For gardeners, cooks and bicycle chains.'],
    ['tube-4', 'Foot cream, mint', '100 ml', 1390, 130, 'Cold relief after a long day of standing.'],
    ['jar-4', 'Salt and honey scrub', '250 g', 1850, 320, 'Coarse for elbows, kind to knees.'],
    ['pump-4', 'Shampoo, birch', '300 ml', 1600, 350, 'For every day, without weighing hair down.'],
    ['pump-5', 'Conditioner, birch', '300 ml', 1600, 350, 'Combs through wet hair without pulling.'],
    ['dropper-3', 'Bath oil, pine', '100 ml', 2300, 190, 'One capful turns a tub into a walk in the woods.'],
    ['jar-5', 'Calendula balm', '60 ml', 1650, 120, 'The one jar for scrapes, dry spots and little knees.'],
  ],
  kitchen: [
    ['spray-2', 'Worktop mist, thyme', '500 ml', 990, 560, 'Wipes crumbs and grease from any worktop.'],
    ['spray-3', 'Glass cleaner', '500 ml', 890, 560, 'Dries clear, also against the light.'],
    ['pump-6', 'Dish soap, lemon', '500 ml', 850, 560, 'A few drops for a full sink.'],
    ['pump-7', 'Hand soap, basil', '300 ml', 1100, 350, 'Takes away onion, leaves basil.'],
    ['tin-1', 'Scouring powder', '400 g', 1050, 450, 'For pans that saw too much heat.'],
    ['jug-1', 'Floor soap, olive', '1 l', 1400, 1100, 'For tiles and oiled wood, one cap a bucket.'],
    ['spray-4', 'Oven foam', '400 ml', 1350, 480, 'Works overnight while nobody looks.'],
    ['towels-1', 'Dishcloths, set of five', '30 cm', 1200, 180, 'Woven to drink, washed at sixty degrees.'],
    ['tin-2', 'Dishwasher tablets', '40 pieces', 1590, 780, 'Wrapped in film that dissolves.'],
    ['jug-2', 'Descaler', '500 ml', 950, 560, 'For kettles and coffee machines in hard water.'],
  ],
  laundry: [
    ['jug-3', 'Linen wash', '1 l', 1850, 1080, 'Gentle on flax and cotton from thirty degrees.'],
    ['jug-4', 'Wool wash', '750 ml', 1700, 820, 'Keeps jumpers soft and in their size.'],
    ['jug-5', 'Colour wash', '1.5 l', 2200, 1600, 'Fifty loads that keep their red red.'],
    ['jug-6', 'White wash', '1.5 l', 2200, 1600, 'For sheets and shirts, brightener free.'],
    ['jug-7', 'Softener, clover', '1 l', 1250, 1080, 'A trace of scent, plant based.'],
    ['spray-5', 'Stain spray', '300 ml', 1190, 360, 'On wine and grass, at once or next morning.'],
    ['tin-3', 'Oxygen powder', '500 g', 1490, 560, 'Lifts what washing alone leaves behind.'],
    ['spray-6', 'Ironing water', '500 ml', 990, 560, 'Smells of clean sheets, spares the iron.'],
    ['soap-3', 'Gall soap bar', '100 g', 650, 110, "The collar's old friend."],
    ['jug-8', 'Linen wash refill', '3 l', 4700, 3200, 'Three bottles in one, a bottle saved.'],
  ],
  textiles: [
    ['towels-2', 'Waffle towel', '70 × 140 cm', 3400, 420, 'Light, quick to dry, better with every wash.'],
    ['towels-3', 'Flax tea towels, pair', '50 × 70 cm', 2200, 190, 'Polish glasses without a thread left.'],
    ['cushion-1', 'Bracken cushion', '45 cm', 4600, 520, 'Printed by hand, filled with wool.'],
    ['cushion-2', 'Shore cushion', '45 cm', 4600, 520, 'The colour of sand after the tide.'],
    [
      'towels-4',
      'Guest towels, set of three',
      '30 × 50 cm',
      2900,
      310,
      'Small towels for visitors and sports bags.',
    ],
    ['towels-5', 'Wool throw', '130 × 180 cm', 8900, 950, 'Spun and woven for long evenings.'],
    ['towels-6', 'Bath robe', 'one size', 7900, 1150, 'Cotton outside, cotton inside, pockets that hold.'],
    ['towels-7', 'Napkins, set of four', '45 cm', 2600, 240, 'Stonewashed linen, no ironing.'],
    ['cushion-3', 'Heat pillow, spelt', '20 × 40 cm', 2400, 700, 'Two minutes of warmth for neck and belly.'],
    ['towels-8', 'Face cloths, set of six', '25 cm', 1500, 120, 'Instead of a drawer full of cotton pads.'],
  ],
  gifts: [
    ['candle-1', 'Candle, juniper', '180 g', 2600, 420, 'Forty hours of a cold clear wood.'],
    ['candle-2', 'Candle, hay', '180 g', 2600, 420, 'A warm meadow in August.'],
    ['candle-3', 'Candle, embers', '180 g', 2600, 420, 'Smoke and orange peel for dark evenings.'],
    ['tin-4', 'Garden tea', '90 g', 1250, 150, 'Mint, lemon balm and a little thyme.'],
    ['tin-5', 'Evening tea', '90 g', 1250, 150, 'Lime blossom and lavender, no caffeine.'],
    ['tin-6', 'Bath salts, heather', '400 g', 1700, 480, 'A handful for a bath, a tin for a friend.'],
    ['tin-7', 'Small care set', '4 pieces', 3900, 480, 'Soap, balm, lotion and cream to try.'],
    ['tin-8', 'Kitchen starter set', '5 pieces', 4500, 1900, 'Everything for the first week in a new flat.'],
    ['soap-4', 'Soap trio', '3 × 120 g', 2000, 400, 'Three bars in a box of grey board.'],
    ['candle-4', 'Lantern candle', '400 g', 3600, 700, 'For the balcony, also in wind.'],
  ],
}

export const demoGoods: readonly DemoGood[] = demoCategories.flatMap(({ code }) =>
  shelves[code].map(([art, name, size, cents, grams, summary]) => ({
    category: code,
    art,
    name,
    size,
    retailMinor: BigInt(cents),
    grams,
    taxClass: name.endsWith(' tea') ? 'zero' : 'standard',
    summary,
  })),
)

/** What each kind of buyer pays, in parts per million of the shelf price. */
export const demoPriceKinds = [
  { kind: 'retail', ofRetailPpm: 1_000_000n },
  { kind: 'preferred', ofRetailPpm: 900_000n },
  { kind: 'distributor', ofRetailPpm: 750_000n },
] as const

const CENT_MICRO = 10_000n
const HALF_POINT_CENTS = 50n

/**
 * Volumes of one piece, in millionths: CV is 60 % of the shelf price to the cent, PV the same in half points. They are the
 * same for every kind of buyer.
 */
export function demoVolumes(good: DemoGood): Readonly<{ PV: bigint; CV: bigint }> {
  const cents = divideRounded(good.retailMinor * 600_000n, PPM, 'half_up')
  const halves = divideRounded(cents, HALF_POINT_CENTS, 'half_up')
  return { CV: cents * CENT_MICRO, PV: halves * HALF_POINT_CENTS * CENT_MICRO }
}

/** What promotions may choose a good by beside its category. */
export function demoTags({ name, size }: DemoGood): readonly string[] {
  return [
    ...(/refill/i.test(name) ? ['refill'] : []),
    ...(/pieces$|^3 ×/.test(size) ? ['set'] : []),
    ...(/birch|nettle|thyme|pine|juniper/i.test(name) ? ['woodland'] : []),
  ]
}

/** Sets are packed by hand, so that one order takes no more than a carton of them. */
export function demoMostInOrder(good: DemoGood): number | null {
  return demoTags(good).includes('set') ? 24 : null
}

/** What comes in variants, one of each combination but those that are left out; one costs and weighs more. */
export const demoFamily = {
  good: {
    category: 'beauty',
    art: 'tube-6',
    name: 'Lip colour',
    size: '4 g',
    retailMinor: 1990n,
    grams: 30,
    taxClass: 'standard',
    summary: 'Plant pigment in rapeseed wax, for a whole day.',
  } satisfies DemoGood,
  options: [named('Shade', ['Rose', 'Plum', 'Brick', 'Bramble', 'Sand']), named('Finish', ['Matt', 'Sheen'])],
  notMade: [{ shade: 'sand', finish: 'sheen' }],
  dearer: { choice: { shade: 'bramble', finish: 'sheen' }, retailMinor: 2290n, grams: 34 },
} as const

/** An option or value by its English name. */
function named(name: string, values: readonly string[]) {
  const text = (one: string) => ({ code: one.toLowerCase(), texts: { en: { name: one } } })
  return { ...text(name), values: values.map(text) }
}

/** What sets are made of; they have prices of their own. */
export const demoKits = [
  {
    kit: 'Soap trio',
    parts: [
      ['Seaweed soap', 1],
      ['Charcoal soap', 1],
      ['Gall soap bar', 1],
    ],
  },
  {
    kit: 'Kitchen starter set',
    parts: [
      ['Worktop mist, thyme', 1],
      ['Dish soap, lemon', 1],
      ['Hand soap, basil', 1],
      ['Scouring powder', 1],
      ['Dishcloths, set of five', 1],
    ],
  },
] as const satisfies readonly Readonly<{ kit: string; parts: readonly (readonly [string, number])[] }>[]
