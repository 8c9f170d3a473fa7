import { Button, Modal, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import {
  applicationState,
  approveApplication,
  listApplications,
  refuseApplication,
} from '#modules/field/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { useContractForm } from '#kit/contract-form.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { useProblemSentence } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { options, toneOf } from '../words.ts'

const ROWS = 25
const LIVE_MS = 10_000

type Row = Readonly<{
  application: string
  state: string
  submittedAt: number
  givenName: string
  familyName: string
  email: string
  market: string
  sponsor: Readonly<{ person: string; code: string; displayName: string }>
  emailKnown: boolean
}>

/** Newcomers who wait for a decision; a whole morning of them can be decided from this list. */
export function Component() {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const { state } = useTableAddress()
  const [refusing, setRefusing] = useState<Row>()
  const wanted = applicationState.safeParse(state.filters['state'])
  const asked = useAnswer(
    listApplications,
    { query: { ...pageAsk(state, ROWS), ...(wanted.success ? { state: wanted.data } : {}) } },
    { keep: true, everyMs: LIVE_MS },
  )
  const approve = useAct(approveApplication)
  const decide = (row: Row) =>
    approve.mutate(
      { ask: { params: { application: row.application } }, key: `approve-${row.application}` },
      {
        onSuccess: ({ code }) =>
          notifications.show({ message: t('applications.approved', { name: row.givenName, code }) }),
        onError: (error) => notifications.show({ color: 'clay', message: sentence(error) }),
      },
    )
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      name: t('applications.newcomer'),
      fixed: true,
      render: (row) => (
        <>
          <span className="strong">{`${row.givenName} ${row.familyName}`}</span>
          <div className="tiny quiet">
            {row.email} {row.emailKnown ? <Badge tone="warn">{t('applications.known')}</Badge> : null}
          </div>
        </>
      ),
    },
    {
      key: 'sponsor',
      name: t('applications.sponsor'),
      render: (row) => (
        <>
          <Link className="table__row-link" to={`/people/${row.sponsor.person}`}>
            {row.sponsor.displayName}
          </Link>
          <div className="tiny quiet number">{row.sponsor.code}</div>
        </>
      ),
    },
    { key: 'market', name: t('person.market'), render: (row) => row.market },
    {
      key: 'submitted',
      name: t('applications.submitted'),
      sort: 'submitted',
      render: (row) => <DateText at={row.submittedAt} look="dateTime" />,
    },
    {
      key: 'state',
      name: t('applications.state'),
      render: (row) => <Badge tone={toneOf(row.state)}>{t(`applications.states.${row.state}`)}</Badge>,
    },
    {
      key: 'acts',
      name: t('applications.decision'),
      right: true,
      fixed: true,
      render: (row) =>
        row.state === 'waiting' ? (
          <span className="row" style={{ justifyContent: 'flex-end' }}>
            <Button
              size="xs"
              loading={approve.isPending && approve.variables.ask.params.application === row.application}
              onClick={() => decide(row)}
            >
              {t('applications.approve')}
            </Button>
            <Button size="xs" variant="default" onClick={() => setRefusing(row)}>
              {t('applications.refuse')}
            </Button>
          </span>
        ) : null,
    },
  ]
  return (
    <>
      <PageHead title={t('place.applications')} lead={t('applications.lead')} />
      <DataTable
        label={t('place.applications')}
        columns={columns}
        rowKey={(row) => row.application}
        asked={asked}
        rowsPerPage={ROWS}
        searchable
        filters={[
          {
            key: 'state',
            name: t('applications.state'),
            options: options(t, 'applications.states', applicationState.options),
          },
        ]}
        empty={{ title: t('applications.emptyTitle'), body: t('applications.emptyBody') }}
      />
      <Modal
        opened={refusing !== undefined}
        onClose={() => setRefusing(undefined)}
        title={t('applications.refuseTitle', { name: refusing?.givenName ?? '' })}
      >
        {refusing ? <Refusal row={refusing} onDone={() => setRefusing(undefined)} /> : null}
      </Modal>
    </>
  )
}

function Refusal({ row, onDone }: { row: Row; onDone: () => void }) {
  const { t } = useTranslation()
  const refuse = useAct(refuseApplication, { onDone })
  const form = useContractForm({
    shape: refuseApplication.body,
    initial: { reason: '' },
    send: (body) => refuse.mutateAsync({ ask: { params: { application: row.application }, body } }),
  })
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      <p className="soft small">{t('applications.refuseBody')}</p>
      <Textarea label={t('applications.reason')} autosize minRows={3} {...form.field('reason')} />
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <div className="form__acts">
        <Button type="submit" color="clay" loading={form.sending}>
          {t('applications.refuseAct')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}
