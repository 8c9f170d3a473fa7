import sharp from 'sharp'
import { addProductImage, listProducts, showProduct } from '#modules/catalog/contract.ts'
import { createCampaign, listCampaigns, setPositions } from '#modules/catalog/contract/campaigns.ts'
import { listImports, uploadImport } from '#modules/catalog/contract/files.ts'
import { showCompany } from '#modules/company/contract.ts'
import { createPromotion, listPromotions, setPromotionState } from '#modules/promotions/contract.ts'
import { addMember, saveSegment } from '#modules/promotions/contract/segments.ts'
import type { Api } from '#kit/api.ts'

/** A catalogue on paper that holds now, with some goods at prices of their own. */
export async function paperCatalogue(staff: Api): Promise<string> {
  const known = await staff(listCampaigns, { query: { rows: 1 } })
  const [first] = known.rows
  if (first) return first.campaign
  const campaign = 'autumn'
  const { now } = await staff(showCompany, {})
  const day = (from: number): string => new Date(now + from * 86_400_000).toISOString().slice(0, 10)
  const texts = { en: { name: 'Autumn catalogue' } }
  await staff(createCampaign, {
    body: { campaign, texts, market: null, fromDay: day(-10), untilDay: day(20) },
  })
  const { rows } = await staff(listProducts, { query: { rows: 30, state: 'active' } })
  const positions = rows
    .filter(({ variants }) => variants === 0)
    .map(({ code: product, retail }, place) => ({
      product,
      page: 4 + Math.floor(place / 3),
      prices:
        place % 2 === 0
          ? retail.map(({ market, price }) => ({
              market,
              kind: 'retail' as const,
              minor: (price.minor * 8n) / 10n,
              volumes: null,
            }))
          : [],
    }))
  await staff(setPositions, { params: { campaign }, body: { positions } })
  return campaign
}

/** Two photographs of a product, as plain as a colour that fades; more is not needed to see where they stand. */
export async function photographs(staff: Api, code: string): Promise<void> {
  const { images } = await staff(showProduct, { params: { code } })
  if (images.length > 0) return
  for (const [from, to] of [
    ['#d9b8a6', '#7a3b34'],
    ['#a9bfb0', '#2f4a3a'],
  ] as const) {
    // Their order is that in which they are sent.
    // oxlint-disable-next-line no-await-in-loop
    const body = await drawnPhoto(from, to)
    // oxlint-disable-next-line no-await-in-loop -- as above
    await staff(addProductImage, { params: { code }, body })
  }
}

/** A photograph as plain as a colour that fades. */
export async function drawnPhoto(from: string, to: string): Promise<Uint8Array<ArrayBuffer>> {
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1200"><defs><radialGradient id="g"><stop
      stop-color="${from}"/><stop offset="1" stop-color="${to}"/></radialGradient></defs><rect width="1000" height="1200"
      fill="url(#g)"/></svg>`
  return new Uint8Array(await sharp(Buffer.from(drawn)).jpeg().toBuffer())
}

/** A segment with somebody in it. */
export async function segmentWith(staff: Api, person: string): Promise<string> {
  const { rows, markets } = await staff(listPromotions, { query: { rows: 1 } })
  const market = rows[0]?.market ?? markets[0]?.code ?? ''
  const params = { market, segment: 'leaders' }
  await staff(saveSegment, { params, body: { name: 'Leaders of the north' } })
  await staff(addMember, { params, body: { person } })
  return params.segment
}

/** A promotion that is active, so that its page has something to say, and the shop a hint. */
export async function promotion(staff: Api): Promise<{ market: string; promotion: string }> {
  const { rows, markets } = await staff(listPromotions, { query: { rows: 1 } })
  const market = rows[0]?.market ?? markets[0]?.code ?? ''
  const known = rows[0]?.code
  if (known !== undefined) return { market, promotion: known }
  const text = `# Spend 60 on beauty and get 25 % off textiles.
openfield_promotion: 1
promotion: beauty-brings-textiles
title: {en: 25 % off textiles}
when:
  basket: {of: {category: beauty}, amount: 60}
reward:
  percent: {off: 25 %, of: {category: textiles}}
limits: {budget: 5000}
`
  const { code } = await staff(createPromotion, { body: { market, text } })
  await staff(setPromotionState, { params: { market, code }, body: { state: 'active' } })
  return { market, promotion: code }
}

/** A file of goods in which something changes, something is new, and something is wrong. */
export async function goodsImport(staff: Api): Promise<bigint | undefined> {
  const known = (await staff(listImports, { query: { rows: 1 } })).rows[0]
  if (known) return known.import
  const { rows } = await staff(listProducts, { query: { rows: 4 } })
  const [first] = rows
  if (!first) return undefined
  const { category, taxClass } = first
  const lines = [
    'code,category,tax_class,weight_g,tags,name:en',
    ...rows.map(({ code, weightGrams, ...row }, n) =>
      [
        code,
        row.category,
        row.taxClass,
        weightGrams + n * 10,
        n === 1 ? 'spring' : row.tags.join(' '),
        row.name,
      ].join(),
    ),
    `55501,${category},${taxClass},120,spring,Spring balm`,
    `55502,nowhere,${taxClass},0.5,,Winter balm`,
  ]
  const file = { query: { name: 'spring-goods.csv' }, body: new TextEncoder().encode(lines.join('\n')) }
  return (await staff(uploadImport, file)).import
}
