import { Button, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { showOwner } from '#modules/field/contract/positions.ts'
import { showPerson } from '#modules/field/contract.ts'
import { listTrees } from '#modules/genealogy/contract.ts'
import { showTeamThen } from '#modules/genealogy/contract/then.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { useMoments } from '#kit/moments.ts'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PayThen } from '../as-of/pay-then.tsx'
import { TeamThen } from '../as-of/team-then.tsx'
import { PageHead } from '../page-head.tsx'

const ROWS = 25
const SPONSOR = 'sponsor'

/** Somebody as of an earlier moment, as known at another one: place, team, owner, volume, rank and pay. Both stand in the address. */
export function Component() {
  const { t } = useTranslation()
  const { person: id = '' } = useParams()
  const { data: session } = useSession()
  const { state } = useTableAddress()
  const moments = useMoments()
  const params = { person: id }
  const person = useAnswer(showPerson, { params })
  const { page, rows } = pageAsk(state, ROWS)
  const trees = useAnswer(listTrees, {})
  // Of a tree that the address names by mistake nothing could be said.
  const tree = trees.data?.trees.find(({ code }) => code === state.filters['tree'])?.code
  const query = { ...moments, page, rows, ...(tree === undefined ? {} : { tree }) }
  const team = useAnswer(showTeamThen, { params, query }, { keep: true })
  const stands = team.data && { at: team.data.at, knownSeq: team.data.seq }
  const name = person.data?.displayName ?? ''
  return (
    <>
      <PageHead
        title={t('asOf.title', { name })}
        lead={person.data?.code}
        aside={
          <Link className="text-link" to={`/people/${id}`}>
            {t('person.toPerson')}
          </Link>
        }
      />
      <Moments
        seq={team.data?.seq}
        at={team.data?.at}
        trees={trees.data?.trees.map(({ code }) => code) ?? []}
      />
      <div className="columns">
        <div className="stack">
          <TeamThen asked={team} rowsPerPage={ROWS} />
        </div>
        <div className="stack">
          {stands && mayDo(session, 'pay.read') ? <PayThen person={id} stands={stands} /> : null}
          <Panel title={t('asOf.upline')}>
            <Answer asked={team} rows={3}>
              {({ upline }) => (
                <div className="stack stack--tight">
                  {upline.length === 0 ? <p className="soft small">{t('asOf.top')}</p> : null}
                  {upline.map((above) => (
                    <Link key={above.person} className="text-link" to={`/people/${above.person}`}>
                      {above.name ?? above.code}
                    </Link>
                  ))}
                </div>
              )}
            </Answer>
          </Panel>
          {stands && mayDo(session, 'people.read') ? <Owner person={id} stands={stands} /> : null}
        </div>
      </div>
    </>
  )
}

function Moments({
  seq,
  at,
  trees,
}: {
  seq: bigint | undefined
  at: number | undefined
  /** Placement trees that can be asked for instead of the sponsor tree. */
  trees: readonly string[]
}) {
  const { t } = useTranslation()
  const { state, change } = useTableAddress()
  const fields = [
    { key: 'at', label: t('asOf.at'), hint: t('asOf.atHint') },
    { key: 'known', label: t('asOf.known'), hint: t('asOf.knownHint') },
  ]
  return (
    <Panel title={t('asOf.when')}>
      <div className="columns columns--even">
        {fields.map(({ key, label, hint }) => (
          <TextInput
            key={key}
            type="datetime-local"
            label={label}
            description={hint}
            value={state.filters[key] ?? ''}
            onChange={(event) => change({ [key]: event.currentTarget.value })}
          />
        ))}
      </div>
      {trees.length > 0 ? (
        <Select
          label={t('moves.tree')}
          allowDeselect={false}
          data={[
            { value: SPONSOR, label: t('moves.sponsorTree') },
            ...trees.map((code) => ({ value: code, label: code })),
          ]}
          value={state.filters['tree'] ?? SPONSOR}
          onChange={(tree) => change({ tree: tree === SPONSOR ? undefined : (tree ?? undefined) })}
        />
      ) : null}
      <p className="soft small">
        {at === undefined ? null : <DateText at={at} look="dateTime" />}{' '}
        {seq === undefined ? null : t('asOf.stands', { seq: String(seq) })}
      </p>
      {state.filters['at'] === undefined && state.filters['known'] === undefined ? null : (
        <Button size="xs" variant="default" onClick={() => change({ at: undefined, known: undefined })}>
          {t('asOf.back')}
        </Button>
      )}
    </Panel>
  )
}

function Owner({ person, stands }: { person: string; stands: Readonly<{ at: number; knownSeq: bigint }> }) {
  const { t } = useTranslation()
  const asked = useAnswer(showOwner, { params: { person }, query: stands }, { keep: true })
  return (
    <Panel title={t('asOf.owner')}>
      <Answer asked={asked} rows={1}>
        {({ owner }) => (
          <Link className="text-link" to={`/people/${owner.person}`}>
            {owner.displayName}
          </Link>
        )}
      </Answer>
    </Panel>
  )
}
