import { z } from 'zod'
import { day, endpoint, instant, money, opaqueId, pageOf, pageQuery } from '#shared/contract.ts'

const documentId = opaqueId('doc')
export const documentKind = z.enum(['invoice', 'credit_note'])
const orderCode = z.string().regex(/^\d{2,20}$/)
const ofOrder = z.object({ code: orderCode })
const ofStatus = z.object({ status: z.string().regex(/^[\w-]{20,64}$/) })
const PDF = 'application/pdf'

const issued = z.object({
  document: documentId,
  kind: documentKind,
  number: z.string(),
  issuedAt: instant,
  total: money,
})
const issuedExample = {
  document: 'doc_0123456789abc',
  kind: 'invoice' as const,
  number: 'I-2026-000123',
  issuedAt: '2026-10-26T09:30:00.000Z',
  total: { minor: '2400', currency: 'EUR' },
}
const ofOneOrder = z.object({ documents: z.array(issued) })
const ofOneOrderExample = { documents: [issuedExample] }

const row = issued.extend({
  order: orderCode,
  entity: z.string(),
  buyer: z.object({ code: z.string().nullable(), name: z.string() }),
  tax: money,
})

const filters = z.object({
  /** The beginning of a number or of an order's code, or the code of a buyer. */
  search: z.string().max(100).optional(),
  kind: documentKind.optional(),
  /** The code of a legal entity. */
  entity: z.string().max(20).optional(),
  /** Days of UTC, both included. */
  from: day.optional(),
  until: day.optional(),
  sort: z.string().max(40).optional(),
})

/** What was issued, newest first. Sorts: `issuedAt`, `number`, `total`, each also with `-` in front. */
export const listDocuments = endpoint({
  method: 'GET',
  path: '/documents',
  query: filters.extend(pageQuery.pick({ page: true, rows: true }).shape),
  response: pageOf(row),
  example: {
    query: { kind: 'invoice' },
    response: {
      rows: [
        {
          ...issuedExample,
          order: '100000015',
          entity: 'MAIN',
          buyer: { code: '10000012', name: 'Sample Person' },
          tax: { minor: '383', currency: 'EUR' },
        },
      ],
      total: 1,
    },
  },
})

/** The same list as a file, at most 100,000 rows. */
export const exportDocuments = endpoint({
  method: 'GET',
  path: '/documents.csv',
  query: filters,
  produces: 'text/csv',
  example: { query: { kind: 'invoice' } },
})

/** A document as it is printed, for staff. */
export const printDocument = endpoint({
  method: 'GET',
  path: '/documents/:document/pdf',
  params: z.object({ document: documentId }),
  produces: PDF,
  example: { params: { document: 'doc_0123456789abc' } },
})

/** What was issued for an order, for staff. */
export const orderDocuments = endpoint({
  method: 'GET',
  path: '/orders/:code/documents',
  params: ofOrder,
  response: ofOneOrder,
  example: { params: { code: '100000015' }, response: ofOneOrderExample },
})

/** What was issued for an own order. */
export const myOrderDocuments = endpoint({
  method: 'GET',
  path: '/office/orders/:code/documents',
  params: ofOrder,
  response: ofOneOrder,
  example: { params: { code: '100000015' }, response: ofOneOrderExample },
})

/** A document of an own order as it is printed. */
export const printMyDocument = endpoint({
  method: 'GET',
  path: '/office/orders/:code/documents/:document',
  params: ofOrder.extend({ document: documentId }),
  produces: PDF,
  example: { params: { code: '100000015', document: 'doc_0123456789abc' } },
})

/** What was issued for an order, for whoever has the secret of its page. */
export const shopOrderDocuments = endpoint({
  method: 'GET',
  path: '/shop/orders/:status/documents',
  params: ofStatus,
  response: ofOneOrder,
  example: { params: { status: 'a1b2c3d4e5f6a7b8c9d0e1f2' }, response: ofOneOrderExample },
})

/** A document of an order as it is printed, for whoever has the secret of the order's page. */
export const printShopDocument = endpoint({
  method: 'GET',
  path: '/shop/orders/:status/documents/:document',
  params: ofStatus.extend({ document: documentId }),
  produces: PDF,
  example: { params: { status: 'a1b2c3d4e5f6a7b8c9d0e1f2', document: 'doc_0123456789abc' } },
})
