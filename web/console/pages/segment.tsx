import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { addMember, endMember, listMembers } from '#modules/promotions/contract/segments.ts'
import type { Inside } from '#shared/contract.ts'
import { isDay } from '#shared/time.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Failed } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { SegmentFile } from '../promotions/segment-file.tsx'

const ROWS = 25
type Row = Inside<typeof listMembers, 'response'>['rows'][number]

/** One segment: who belongs to it, and forms that add people one by one or by a file. */
export function Component() {
  const { t } = useTranslation()
  const { market = '', segment = '' } = useParams()
  const params = { market, segment }
  const session = useSession()
  const manages = mayDo(session.data, 'promotions.manage')
  const { state } = useTableAddress()
  const { page, rows } = pageAsk(state, ROWS)
  const search = state.search === '' ? {} : { search: state.search }
  const asked = useAnswer(listMembers, { params, query: { page, rows, ...search } }, { keep: true })
  const end = useAct(endMember)
  const back = useAct(addMember, { onDone: () => end.reset() })
  const columns: readonly Column<Row>[] = [
    {
      key: 'person',
      name: t('segments.person'),
      fixed: true,
      render: ({ person, name }) => (
        <>
          {name ?? person}
          {name === null ? null : <div className="tiny quiet number">{person}</div>}
        </>
      ),
    },
    {
      key: 'from',
      name: t('segments.from'),
      render: ({ from, until }) => (
        <>
          <DateText at={from} look="day" />
          {until === null ? null : (
            <div className="tiny quiet">
              {t('segments.until')} <DateText at={until - 1} look="day" />
            </div>
          )}
        </>
      ),
    },
    ...(manages
      ? [
          {
            key: 'act',
            name: t('segments.change'),
            fixed: true,
            right: true,
            render: ({ person, name }: Row) => (
              <Button
                variant="default"
                size="xs"
                aria-label={`${t('segments.end')}: ${name ?? person}`}
                onClick={() => end.mutate({ ask: { params: { ...params, person } } })}
              >
                {t('segments.end')}
              </Button>
            ),
          },
        ]
      : []),
  ]
  const ended = end.data?.person
  return (
    <>
      <PageHead title={asked.data?.name ?? segment} lead={t('segments.about', { code: segment, market })} />
      {end.error ? <Failed error={end.error} /> : null}
      {ended === undefined ? null : (
        <output className="notice">
          {t('segments.ended', { person: ended })}{' '}
          <Button
            variant="default"
            size="xs"
            loading={back.isPending}
            onClick={() => back.mutate({ ask: { params, body: { person: ended } } })}
          >
            {t('segments.back')}
          </Button>
        </output>
      )}
      <div className="columns">
        <DataTable
          label={asked.data?.name ?? segment}
          columns={columns}
          rowKey={({ person }) => person}
          asked={asked}
          rowsPerPage={ROWS}
          searchable
          empty={{ title: t('segments.none'), body: t('segments.noneBody') }}
        />
        {manages ? <Add params={params} /> : null}
      </div>
    </>
  )
}

function Add({ params }: { params: { market: string; segment: string } }) {
  const { t } = useTranslation()
  const [person, setPerson] = useState('')
  const [endsOn, setEndsOn] = useState('')
  const add = useAct(addMember, { onDone: () => setPerson('') })
  const end = isDay(endsOn) ? endsOn : undefined
  return (
    <div className="stack">
      <Panel title={t('segments.addPerson')}>
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            const body = { person, ...(end === undefined ? {} : { endsOn: end }) }
            if (/^\d{2,20}$/.test(person)) add.mutate({ ask: { params, body } })
          }}
        >
          <TextInput
            label={t('segments.number')}
            inputMode="numeric"
            maxLength={20}
            value={person}
            onChange={(event) => setPerson(event.currentTarget.value.replaceAll(/\D/g, ''))}
          />
          <TextInput
            type="date"
            label={t('segments.endsOn')}
            value={endsOn}
            onChange={(event) => setEndsOn(event.currentTarget.value)}
          />
          {add.error ? <Failed error={add.error} /> : null}
          {add.data ? (
            <output className="notice notice--good">
              {t('segments.added', { person: add.data.person })}
            </output>
          ) : null}
          <div className="form__acts">
            <Button type="submit" disabled={!/^\d{2,20}$/.test(person)} loading={add.isPending}>
              {t('segments.add')}
            </Button>
          </div>
        </form>
      </Panel>
      <Panel title={t('segments.byFile')}>
        <SegmentFile params={params} />
      </Panel>
    </div>
  )
}
