import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { ApplicationState } from '../domain/person.ts'
import type { FieldTables } from './tables.ts'

export type NewApplication = Readonly<{
  sponsorId: bigint
  marketId: bigint
  givenName: string
  familyName: string
  email: string
  phone: string | null
  language: string
  passwordHash: string
  agreementVersion: number | null
  submittedAt: Date
}>

export type Application = Omit<NewApplication, 'passwordHash'> &
  Readonly<{
    id: bigint
    state: ApplicationState
    agreedAt: Date | null
    decidedAt: Date | null
    decidedByRule: string | null
    refusalReason: string | null
    personId: bigint | null
    /** A person or another waiting application has the same e-mail address. */
    emailKnown: boolean
  }>

/** Who or what decided: an account of the staff, or a rule by its name. */
export type Decider = Readonly<{ accountId: bigint }> | Readonly<{ rule: string }>

/** Adds a waiting application and gives its id. Whoever applies may not read the row back, so the id is drawn first. */
export async function addApplication(tx: Tx, application: NewApplication): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    SELECT nextval(pg_get_serial_sequence('field.application', 'id')) AS id`.execute(tx)
  const id = rows[0]?.id
  if (id === undefined) throw new Error('the sequence of applications gave no number')
  await tables(tx)
    .insertInto('field.application')
    .values({
      id,
      sponsor_id: application.sponsorId,
      market_id: application.marketId,
      given_name: application.givenName,
      family_name: application.familyName,
      email: application.email,
      phone: application.phone,
      language: application.language,
      password_hash: application.passwordHash,
      agreement_version: application.agreementVersion,
      agreed_at: application.agreementVersion === null ? null : application.submittedAt,
      submitted_at: application.submittedAt,
      decided_at: null,
      decided_by_account: null,
      decided_by_rule: null,
      refusal_reason: null,
      person_id: null,
    })
    .execute()
  return id
}

export async function applicationById(tx: Tx, id: bigint): Promise<Application | undefined> {
  return rowsOf(tx).where('application.id', '=', id).executeTakeFirst()
}

/** Locks the application until the transaction ends. */
export async function lockApplication(
  tx: Tx,
  id: bigint,
): Promise<(Application & { passwordHash: string | null }) | undefined> {
  return rowsOf(tx)
    .select('application.password_hash as passwordHash')
    .where('application.id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** A page of applications, newest first or the other way, and how many there are. */
export async function listApplications(
  tx: Tx,
  question: {
    state: ApplicationState | undefined
    search: string | undefined
    marketIds: readonly bigint[] | undefined
    oldestFirst: boolean
    limit: number
    offset: number
  },
): Promise<{ rows: Application[]; total: number }> {
  const way = question.oldestFirst ? 'asc' : 'desc'
  const found = filtered(rowsOf(tx), question)
  const rows = await found
    .orderBy('application.submitted_at', way)
    .orderBy('application.id', way)
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  const { total } = await found
    .clearSelect()
    .select((select) => select.fn.countAll<bigint>().as('total'))
    .executeTakeFirstOrThrow()
  return { rows, total: Number(total) }
}

/** Keeps a decision. The chosen password is removed: an approved one lives on in the account. */
export async function decide(
  tx: Tx,
  decision: { id: bigint; at: Date; by: Decider } & (
    | { state: 'approved'; personId: bigint }
    | { state: 'refused'; reason: string }
  ),
): Promise<void> {
  await tables(tx)
    .updateTable('field.application')
    .set({
      state: decision.state,
      decided_at: decision.at,
      decided_by_account: 'accountId' in decision.by ? decision.by.accountId : null,
      decided_by_rule: 'rule' in decision.by ? decision.by.rule : null,
      person_id: decision.state === 'approved' ? decision.personId : null,
      refusal_reason: decision.state === 'refused' ? decision.reason : null,
      password_hash: null,
    })
    .where('id', '=', decision.id)
    .execute()
}

/** How an application stands, whoever asks. */
export async function applicationState(
  tx: Tx,
  id: bigint,
): Promise<{ state: ApplicationState; sponsorId: bigint } | undefined> {
  const { rows } = await sql<{ state: ApplicationState; sponsorId: bigint }>`
    SELECT state, sponsor_id AS "sponsorId" FROM field.application_state(${id})`.execute(tx)
  return rows[0]
}

/** Takes a waiting application back, whoever asks; gives how it stands then, undefined when there is none. */
export async function withdraw(
  tx: Tx,
  input: { id: bigint; at: Date },
): Promise<ApplicationState | undefined> {
  const { rows } = await sql<{ state: ApplicationState | null }>`
    SELECT field.withdraw_application(${input.id}, ${input.at}) AS state`.execute(tx)
  return rows[0]?.state ?? undefined
}

function filtered(
  query: ReturnType<typeof rowsOf>,
  question: {
    state: ApplicationState | undefined
    search: string | undefined
    marketIds: readonly bigint[] | undefined
  },
) {
  let found = query
  if (question.state) found = found.where('application.state', '=', question.state)
  if (question.marketIds) found = found.where('application.market_id', 'in', question.marketIds)
  const search = question.search?.trim().toLowerCase() ?? ''
  if (search === '') return found
  const beginning = `${search.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`
  return found.where((where) =>
    where.or([
      where('application.given_name', 'ilike', beginning),
      where('application.family_name', 'ilike', beginning),
      where(where.fn<string>('lower', ['application.email']), 'like', beginning),
    ]),
  )
}

function rowsOf(tx: Tx) {
  return tables(tx)
    .selectFrom('field.application as application')
    .select([
      'application.id',
      'application.sponsor_id as sponsorId',
      'application.market_id as marketId',
      'application.given_name as givenName',
      'application.family_name as familyName',
      'application.email',
      'application.phone',
      'application.language',
      'application.agreement_version as agreementVersion',
      'application.agreed_at as agreedAt',
      'application.submitted_at as submittedAt',
      'application.state',
      'application.decided_at as decidedAt',
      'application.decided_by_rule as decidedByRule',
      'application.refusal_reason as refusalReason',
      'application.person_id as personId',
      emailKnown.as('emailKnown'),
    ])
}

const emailKnown = sql<boolean>`(
  EXISTS (
    SELECT FROM field.person_contact
    WHERE lower(person_contact.email) = lower(application.email)
      AND person_contact.person_id IS DISTINCT FROM application.person_id
  )
  OR EXISTS (
    SELECT FROM field.application AS other
    WHERE lower(other.email) = lower(application.email) AND other.state = 'waiting' AND other.id <> application.id
  )
)`

function tables(tx: Tx) {
  return tx.$extendTables<FieldTables>()
}
