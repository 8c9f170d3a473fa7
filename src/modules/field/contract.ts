import { z } from 'zod'
import { day, endpoint, imageHash, instant, integer, opaqueId, pageOf, pageQuery } from '#shared/contract.ts'
import { SHOP_NAME_MAX, SHOP_NAME_MIN } from '#shared/shop-name.ts'

/** Outside ids of this module: people, applications, and the invitation of one distributor. */
export const personId = opaqueId('per')
export const applicationId = opaqueId('app')
export const inviteId = opaqueId('inv')

export const personKind = z.enum(['distributor', 'preferred', 'retail', 'company'])
export const personStatus = z.enum(['active', 'inactive', 'suspended', 'terminated'])
export const applicationState = z.enum(['waiting', 'approved', 'refused', 'withdrawn'])

export const personName = z.string().trim().min(1).max(60)
export const email = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email())
  .meta({ description: 'kept as typed; compared without regard to case' })
export const phone = z
  .string()
  .trim()
  .regex(/^\+?[\d\s()./-]{5,25}$/)
export const language = z
  .string()
  .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
  .meta({ description: 'such as en or pt-BR' })
const market = z.string().meta({ description: "the market's code" })
const shopName = z.string().min(SHOP_NAME_MIN).max(SHOP_NAME_MAX)
const code = z.string().meta({ description: 'numeric, with a check digit' })
export const password = z.string().min(10).max(200)

export const agreement = z.object({
  version: z.int(),
  language,
  title: z.string(),
  body: z.string().meta({ description: 'paragraphs parted by empty lines' }),
})

const ids = { person: 'per_0123456789abc', application: 'app_0123456789abc', invite: 'inv_0123456789abc' }
const agreementExample = {
  version: 1,
  language: 'en',
  title: 'Distributor agreement',
  body: 'You sell in your own name and may leave at any time.',
}

/** What a newcomer sees who opens an invitation: who invites, for which market, and what is to be accepted. */
export const showInvite = endpoint({
  method: 'GET',
  path: '/invites/:invite',
  params: z.object({ invite: inviteId }),
  response: z.object({
    sponsor: z.object({ displayName: z.string(), shopName: shopName.nullable() }),
    market,
    agreement: agreement.nullable(),
  }),
  example: {
    params: { invite: ids.invite },
    response: {
      sponsor: { displayName: 'Sample Person', shopName: 'sample-person' },
      market: 'NO',
      agreement: agreementExample,
    },
  },
})

/**
 * Applies to join. The answer is the same whether or not the e-mail address is known here. `acceptedAgreement` is the
 * version that was shown; the password opens the account once the application is approved.
 */
export const submitApplication = endpoint({
  method: 'POST',
  path: '/applications',
  status: 202,
  body: z.object({
    invite: inviteId,
    givenName: personName,
    familyName: personName,
    email,
    phone: phone.optional(),
    language,
    acceptedAgreement: z.int().optional(),
    password,
  }),
  response: z.object({ application: applicationId }),
  example: {
    body: {
      invite: ids.invite,
      givenName: 'Sample',
      familyName: 'Newcomer',
      email: 'newcomer@example.com',
      language: 'en',
      acceptedAgreement: 1,
      password: 'a long sentence to remember',
    },
    response: { application: ids.application },
  },
})

/** How an application stands, for the page on which a newcomer waits. */
export const showApplicationState = endpoint({
  method: 'GET',
  path: '/applications/:application/state',
  params: z.object({ application: applicationId }),
  response: z.object({ state: applicationState, sponsorName: z.string() }),
  example: {
    params: { application: ids.application },
    response: { state: 'waiting', sponsorName: 'Sample Person' },
  },
})

/** Takes an application back while it waits; whoever has its id is the applicant. */
export const withdrawApplication = endpoint({
  method: 'POST',
  path: '/applications/:application/withdrawal',
  params: z.object({ application: applicationId }),
  example: { params: { application: ids.application } },
})

/** The face of a distributor's shop; `person` is the seller of what is ordered there. */
export const showShop = endpoint({
  method: 'GET',
  path: '/shops/:shopName',
  params: z.object({ shopName: z.string().max(60) }),
  response: z.object({
    shopName,
    displayName: z.string(),
    greeting: z.string(),
    photo: z.object({ hash: imageHash, width: z.int(), height: z.int() }).nullable(),
    market,
    person: personId,
    /** The number under which a basket names its seller. */
    code,
    invite: inviteId,
  }),
  example: {
    params: { shopName: 'sample-person' },
    response: {
      shopName: 'sample-person',
      displayName: 'Sample Person',
      greeting: '',
      photo: null,
      market: 'NO',
      person: ids.person,
      code: '10000012',
      invite: ids.invite,
    },
  },
})

const personRow = z.object({
  person: personId,
  code,
  kind: personKind,
  status: personStatus,
  displayName: z.string(),
  email: z.string().nullable(),
  market,
  joinedAt: instant,
  shopName: shopName.nullable(),
})
const personRowExample = {
  person: ids.person,
  code: '10000012',
  kind: 'distributor',
  status: 'active',
  displayName: 'Sample Person',
  email: 'sample@example.com',
  market: 'NO',
  joinedAt: '2026-10-01T08:00:00.000Z',
  shopName: 'sample-person',
} as const

export const ownPerson = personRow.extend({
  givenName: z.string(),
  familyName: z.string(),
  phone: z.string().nullable(),
  language,
  greeting: z.string(),
})
export const ownPersonExample = {
  ...personRowExample,
  givenName: 'Sample',
  familyName: 'Person',
  phone: null,
  language: 'en',
  greeting: '',
} as const

/** The person behind the account that is signed in (office and shop). */
export const showMyPerson = endpoint({
  method: 'GET',
  path: '/me/person',
  response: ownPerson,
  example: { response: ownPersonExample },
})

/** What a distributor gives away: paths below the site's own address. */
export const showMyInvite = endpoint({
  method: 'GET',
  path: '/me/invite',
  response: z.object({
    invite: inviteId,
    joinPath: z.string(),
    shopName: shopName.nullable(),
    shopPath: z.string().nullable(),
  }),
  example: {
    response: {
      invite: ids.invite,
      joinPath: `/join/${ids.invite}`,
      shopName: 'sample-person',
      shopPath: '/sample-person',
    },
  },
})

/** Chooses the address and greeting of the own shop. The last address stays kept for its owner and leads on. */
export const changeMyShop = endpoint({
  method: 'PUT',
  path: '/me/shop',
  body: z.object({
    shopName: z.string().trim().toLowerCase().max(60),
    greeting: z.string().trim().max(300),
    /** People may find the shop by its owner's name; stays as it is where nothing is said. */
    findable: z.boolean().optional(),
  }),
  example: { body: { shopName: 'sample-person', greeting: 'Welcome.' } },
})

/** Adds a customer of the distributor who is signed in. */
export const createMyCustomer = endpoint({
  method: 'POST',
  path: '/me/customers',
  status: 201,
  body: z.object({
    kind: z.enum(['retail', 'preferred']),
    givenName: personName,
    familyName: personName,
    email: email.optional(),
    phone: phone.optional(),
    language: language.optional(),
  }),
  response: z.object({ person: personId, code }),
  example: {
    body: { kind: 'retail', givenName: 'Sample', familyName: 'Customer', email: 'customer@example.com' },
    response: { person: ids.person, code: '10000012' },
  },
})

/** The customers of the distributor who is signed in. `search` and `sort` are those of `listPeople`. */
export const listMyCustomers = endpoint({
  method: 'GET',
  path: '/me/customers',
  query: pageQuery.extend({ kind: z.enum(['retail', 'preferred']).optional() }),
  response: pageOf(personRow.extend({ phone: z.string().nullable() })),
  example: {
    query: {},
    response: { rows: [{ ...personRowExample, kind: 'retail', shopName: null, phone: null }], total: 1 },
  },
})

const applicationRow = z.object({
  application: applicationId,
  state: applicationState,
  submittedAt: instant,
  givenName: z.string(),
  familyName: z.string(),
  email: z.string(),
  market,
  sponsor: z.object({ person: personId, code, displayName: z.string() }),
  /** Somebody here has the same e-mail address already; a rule never decides such an application. */
  emailKnown: z.boolean(),
  decidedAt: instant.nullable(),
  /** `rule` when nobody had to decide. */
  decidedBy: z.enum(['staff', 'rule']).nullable(),
})
const applicationExample = {
  application: ids.application,
  state: 'waiting',
  submittedAt: '2026-10-20T08:00:00.000Z',
  givenName: 'Sample',
  familyName: 'Newcomer',
  email: 'newcomer@example.com',
  market: 'NO',
  sponsor: { person: ids.person, code: '10000012', displayName: 'Sample Person' },
  emailKnown: false,
  decidedAt: null,
  decidedBy: null,
} as const

/** `sort`: `submitted` (newest first) or `-submitted`. */
export const listApplications = endpoint({
  method: 'GET',
  path: '/applications',
  query: pageQuery.extend({ state: applicationState.optional() }),
  response: pageOf(applicationRow),
  example: { query: {}, response: { rows: [applicationExample], total: 1 } },
})

export const showApplication = endpoint({
  method: 'GET',
  path: '/applications/:application',
  params: z.object({ application: applicationId }),
  response: applicationRow.extend({
    phone: z.string().nullable(),
    language,
    agreementVersion: z.int().nullable(),
    agreedAt: instant.nullable(),
    refusalReason: z.string().nullable(),
    /** The person that the application became. */
    person: personId.nullable(),
  }),
  example: {
    params: { application: ids.application },
    response: {
      ...applicationExample,
      phone: null,
      language: 'en',
      agreementVersion: 1,
      agreedAt: '2026-10-20T08:00:00.000Z',
      refusalReason: null,
      person: null,
    },
  },
})

export const approveApplication = endpoint({
  method: 'POST',
  path: '/applications/:application/approve',
  params: z.object({ application: applicationId }),
  response: z.object({ person: personId, code }),
  example: { params: { application: ids.application }, response: { person: ids.person, code: '10000012' } },
})

export const refuseApplication = endpoint({
  method: 'POST',
  path: '/applications/:application/refuse',
  params: z.object({ application: applicationId }),
  body: z.object({ reason: z.string().trim().min(1).max(300) }),
  example: { params: { application: ids.application }, body: { reason: 'Applied twice.' } },
})

/** `search` finds by code, by the beginning of a name's words or of the e-mail address, or by the end of the telephone number. `sort`: `joined`, `name`, `code`, each with `-` before it for the other way. */
export const listPeople = endpoint({
  method: 'GET',
  path: '/people',
  query: pageQuery.extend({
    kind: personKind.optional(),
    status: personStatus.optional(),
    market: z.string().max(12).optional(),
  }),
  response: pageOf(personRow),
  example: { query: {}, response: { rows: [personRowExample], total: 1 } },
})

export const showPerson = endpoint({
  method: 'GET',
  path: '/people/:person',
  params: z.object({ person: personId }),
  response: ownPerson.extend({
    history: z.array(z.object({ from: instant, kind: personKind, status: personStatus })),
    externalRefs: z.array(z.object({ system: z.string(), id: z.string() })),
  }),
  example: {
    params: { person: ids.person },
    response: {
      ...ownPersonExample,
      history: [{ from: '2026-10-01T08:00:00.000Z', kind: 'distributor', status: 'active' }],
      externalRefs: [],
    },
  },
})

/** Changes kind or status from now on; nobody leaves the tree by it. */
export const changeStanding = endpoint({
  method: 'PUT',
  path: '/people/:person/standing',
  params: z.object({ person: personId }),
  body: z.object({ kind: personKind, status: personStatus }),
  example: { params: { person: ids.person }, body: { kind: 'distributor', status: 'suspended' } },
})

/** Publishes the next version of the agreement; newcomers accept it from then on. */
export const publishAgreement = endpoint({
  method: 'POST',
  path: '/agreements',
  status: 201,
  body: z.object({
    language,
    title: z.string().trim().min(1).max(120),
    body: z.string().trim().min(1).max(60_000),
  }),
  response: z.object({ version: z.int() }),
  example: {
    body: { language: 'en', title: agreementExample.title, body: agreementExample.body },
    response: { version: 1 },
  },
})

/** Whether applications are approved by a rule, from a day on, in a market or (null) in all. */
export const changeAutoApproval = endpoint({
  method: 'PUT',
  path: '/settings/auto-approval',
  body: z.object({ market: z.string().max(12).nullable(), from: day, approve: z.boolean() }),
  example: { body: { market: null, from: '2026-10-01', approve: true } },
})

/** The event `field.person_joined`, version 1: somebody is in the field and, with a sponsor, in the tree. */
export const personJoined = z.object({
  personId: integer,
  sponsorId: integer.nullable(),
  code,
  kind: personKind,
  status: personStatus,
  marketId: integer,
  joinedAtMs: z.number(),
})

/** The event `field.standing_changed`, version 1. */
export const standingChanged = z.object({
  personId: integer,
  kind: personKind,
  status: personStatus,
  atMs: z.number(),
})
