import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { decideShopReview, listShopReviews } from '#modules/field/contract/faces.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Photo } from '#kit/goods-picture.tsx'
import { useProblemSentence } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'

const ROWS = 25

type Row = Inside<typeof listShopReviews, 'response'>['rows'][number]

/** Photos and greetings of shops that nobody outside sees before somebody has looked at them. */
export function Component() {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const { state } = useTableAddress()
  const asked = useAnswer(listShopReviews, { query: pageAsk(state, ROWS) }, { keep: true })
  const decide = useAct(decideShopReview)
  const say = (row: Row, show: boolean) =>
    decide.mutate(
      { ask: { params: { person: row.person }, body: { show, since: row.waiting.since } } },
      {
        onSuccess: () =>
          notifications.show({
            message: t(show ? 'shopReviews.shown' : 'shopReviews.dropped', { name: row.displayName }),
          }),
        onError: (error) => notifications.show({ color: 'clay', message: sentence(error) }),
      },
    )
  const columns: readonly Column<Row>[] = [
    {
      key: 'person',
      name: t('shopReviews.person'),
      fixed: true,
      render: (row) => (
        <>
          <Link className="table__row-link" to={`/people/${row.person}`}>
            {row.displayName}
          </Link>
          <div className="tiny quiet number">{row.code}</div>
        </>
      ),
    },
    {
      key: 'photo',
      name: t('shopReviews.photo'),
      render: ({ waiting, displayName }) =>
        waiting.photo ? (
          <span className="review-photo">
            <Photo
              image={waiting.photo}
              folder="shop-photos"
              sizes="160px"
              alt={t('shopReviews.photoOf', { name: displayName })}
            />
          </span>
        ) : null,
    },
    {
      key: 'greeting',
      name: t('shopReviews.greeting'),
      render: ({ waiting, greeting }) =>
        waiting.greeting === null ? null : (
          <>
            <span>{waiting.greeting}</span>
            {greeting === '' ? null : (
              <div className="tiny quiet">{t('shopReviews.before', { greeting })}</div>
            )}
          </>
        ),
    },
    {
      key: 'since',
      name: t('shopReviews.since'),
      render: ({ waiting }) => <DateText at={waiting.since} look="dateTime" />,
    },
    {
      key: 'acts',
      name: t('shopReviews.decision'),
      right: true,
      fixed: true,
      render: (row) => (
        <span className="row" style={{ justifyContent: 'flex-end' }}>
          <Button size="xs" disabled={decide.isPending} onClick={() => say(row, true)}>
            {t('shopReviews.show')}
          </Button>
          <Button size="xs" variant="default" disabled={decide.isPending} onClick={() => say(row, false)}>
            {t('shopReviews.drop')}
          </Button>
        </span>
      ),
    },
  ]
  return (
    <>
      <PageHead title={t('place.shopReviews')} lead={t('shopReviews.lead')} />
      <DataTable
        label={t('place.shopReviews')}
        columns={columns}
        rowKey={(row) => row.person}
        asked={asked}
        rowsPerPage={ROWS}
        empty={{ title: t('shopReviews.emptyTitle'), body: t('shopReviews.emptyBody') }}
      />
    </>
  )
}
