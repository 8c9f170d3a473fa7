import { sql, type RawBuilder } from 'kysely'
import { readCode } from '#shared/code.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { DocumentKind } from '../domain/document.ts'

export type DocumentsQuestion = Readonly<{
  kind?: DocumentKind | undefined
  entity?: string | undefined
  search?: string | undefined
  /** Days of UTC, both included. */
  from?: string | undefined
  until?: string | undefined
  sort?: string | undefined
  /** Undefined: all markets. */
  marketIds: readonly bigint[] | undefined
  limit: number
  offset: number
}>

type Row = Readonly<{
  id: bigint
  kind: DocumentKind
  number: string
  issuedAt: Date
  order: string
  entity: string
  buyerCode: string | null
  buyerName: string
  currency: string
  totalMinor: bigint
  taxMinor: bigint
}>

/** A page of what was issued, and how much matches. */
export async function listDocuments(tx: Tx, asked: DocumentsQuestion) {
  const where = matching(asked)
  const { sort = '-issuedAt', limit, offset } = asked
  const key = sort.replace('-', '')
  const way = sort.startsWith('-') ? sql`DESC` : sql`ASC`
  const order =
    key === 'number'
      ? sql`d.year ${way}, d.serial ${way}`
      : key === 'total'
        ? sql`d.total_minor ${way}`
        : sql`d.issued_at ${way}`
  const found = await sql<Row>`
    SELECT d.id, d.kind, d.number, d.issued_at AS "issuedAt", d.order_code AS "order", e.code AS entity,
      d.content::jsonb #>> '{buyer,code}' AS "buyerCode", d.content::jsonb #>> '{buyer,name}' AS "buyerName",
      d.currency, d.total_minor AS "totalMinor", d.tax_minor AS "taxMinor"
    FROM billing.document d JOIN company.v_legal_entity e ON e.id = d.legal_entity_id
    LEFT JOIN field.v_person p ON p.id = d.buyer_person_id
    WHERE ${where} ORDER BY ${order}, d.id ${way} LIMIT ${limit} OFFSET ${offset}`.execute(tx)
  const counted = await sql<{ total: bigint }>`
    SELECT count(*) AS total
    FROM billing.document d JOIN company.v_legal_entity e ON e.id = d.legal_entity_id
    LEFT JOIN field.v_person p ON p.id = d.buyer_person_id WHERE ${where}`.execute(tx)
  return { rows: found.rows, total: Number(counted.rows[0]?.total ?? 0n) }
}

function matching(asked: DocumentsQuestion): RawBuilder<unknown> {
  const { kind, entity, from, until, marketIds } = asked
  const parts: RawBuilder<unknown>[] = [sql`true`]
  if (marketIds !== undefined) parts.push(sql`d.market_id = ANY (${[...marketIds]}::bigint[])`)
  if (kind !== undefined) parts.push(sql`d.kind = ${kind}`)
  if (entity !== undefined) parts.push(sql`e.code = ${entity}`)
  if (from !== undefined) parts.push(sql`d.issued_at >= (${from}::date)::timestamp AT TIME ZONE 'UTC'`)
  if (until !== undefined) parts.push(sql`d.issued_at < (${until}::date + 1)::timestamp AT TIME ZONE 'UTC'`)
  const typed = (asked.search ?? '').trim()
  if (typed !== '') {
    const start = `${typed.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`
    const code = readCode(typed.replaceAll(/[\s.-]/g, '')) ?? ''
    parts.push(sql`(d.number ILIKE ${start} OR d.order_code LIKE ${start} OR p.code = ${code})`)
  }
  return sql.join(parts, sql` AND `)
}
