import { Button, Select } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { placeMine, placementWay, showMyPlacements, wishWay } from '#modules/genealogy/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { PersonMark } from '#kit/person-mark.tsx'
import { Answer, Empty, useProblemSentence } from '#kit/states.tsx'
import { useTableAddress } from '#kit/table-address.ts'
import { Pager } from '../parts/pager.tsx'
import { PageTitle } from '../parts/top-bar.tsx'

const ROWS = 20
// Each answer walks to the places and counts legs; who acts gets a fresh one at once.
const LIVE_MS = 30_000
const AS_COMPANY = ''

type Answered = Inside<typeof showMyPlacements, 'response'>
type Tree = Answered['trees'][number]
type Row = Answered['rows'][number]

/** Where my newcomers go in the placement trees: my wish for the next ones, and those who wait for me to choose. */
export function Component() {
  const { t } = useTranslation()
  const { state, change } = useTableAddress()
  const asked = useAnswer(
    showMyPlacements,
    { query: { page: state.page, rows: ROWS } },
    { keep: true, everyMs: LIVE_MS },
  )
  return (
    <>
      <PageTitle title={t('placements.title')} />
      <Answer asked={asked} rows={5}>
        {({ rows, total, trees }) =>
          trees.length === 0 ? (
            <Empty
              title={t('placements.noTree')}
              body={t('placements.noTreeBody')}
              action={
                <Link className="text-link" to="/team">
                  {t('placements.toTeam')}
                </Link>
              }
            />
          ) : (
            <>
              <section className="section section--line" style={{ paddingTop: 0 }}>
                <div className="section__head">
                  <h2>{t('placements.waiting')}</h2>
                </div>
                {rows.length === 0 ? (
                  <p className="soft">{t('placements.nobody')}</p>
                ) : (
                  <ul>
                    {rows.map((row) => (
                      <Waiting
                        key={`${row.tree} ${row.newcomer.person}`}
                        row={row}
                        tree={trees.find(({ code }) => code === row.tree)}
                      />
                    ))}
                  </ul>
                )}
                <Pager
                  page={state.page}
                  rows={ROWS}
                  total={total}
                  onPage={(next) => change({ page: String(next) })}
                />
              </section>
              {trees.map((tree) => (
                <Wish key={tree.code} tree={tree} />
              ))}
            </>
          )
        }
      </Answer>
    </>
  )
}

function Waiting({ row, tree }: { row: Row; tree: Tree | undefined }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const place = useAct(placeMine)
  const ways = tree?.ways.filter((one) => one.place !== null) ?? []
  const [picked, setPicked] = useState(tree?.wish ?? tree?.way ?? ways[0]?.way ?? '')
  const { newcomer } = row
  const send = () => {
    const way = placementWay.safeParse(picked)
    if (!way.success) return
    const ask = { params: { tree: row.tree, person: newcomer.person }, body: { way: way.data } }
    place.mutate(
      { ask },
      {
        onSuccess: ({ parent }) =>
          notifications.show({
            message: t('placements.done', { name: newcomer.displayName, code: parent ?? '' }),
          }),
      },
    )
  }
  return (
    <li className="placing">
      <span className="person-line">
        <PersonMark size={44} silent person={{ name: newcomer.displayName, rank: 0, health: 'active' }} />
        <span className="person-line__words">
          <span className="person-line__name">{newcomer.displayName}</span>
          <div className="small quiet">
            {t('placements.until', { tree: row.tree })} <DateText at={row.waitsUntil} look="dateTime" />
          </div>
        </span>
      </span>
      <div className="placing__act">
        <Select
          size="md"
          aria-label={t('placements.where', { name: newcomer.displayName })}
          data={ways.map((one) => ({ value: one.way, label: t(`placements.ways.${one.way}`) }))}
          value={picked}
          onChange={(value) => setPicked(value ?? '')}
          allowDeselect={false}
        />
        <Button size="md" loading={place.isPending} disabled={picked === ''} onClick={send}>
          {t('placements.place')}
        </Button>
      </div>
      <Leads tree={tree} way={picked} />
      {place.error === null ? null : (
        <p className="notice notice--harm" role="alert">
          {sentence(place.error)}
        </p>
      )}
    </li>
  )
}

/** Whom a newcomer would stand under by a way, and on which side. */
function Leads({ tree, way }: { tree: Tree | undefined; way: string }) {
  const { t } = useTranslation()
  const place = tree?.ways.find((one) => one.way === way)?.place
  if (!tree || !place) return null
  const side =
    tree.kind === 'binary'
      ? t(place.side === 0 ? 'placements.left' : 'placements.right')
      : t('placements.number', { number: place.side + 1 })
  return <p className="small soft">{t('placements.leads', { code: place.parent, side })}</p>
}

function Wish({ tree }: { tree: Tree }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const wish = useAct(wishWay)
  const change = (value: string | null) => {
    const way = placementWay.safeParse(value)
    wish.mutate({ ask: { params: { tree: tree.code }, body: { way: way.success ? way.data : null } } })
  }
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('placements.wish', { tree: tree.code })}</h2>
      </div>
      <p className="soft">
        {tree.holdingHours === 0
          ? t('placements.atOnce')
          : t('placements.afterHours', { count: tree.holdingHours })}
      </p>
      <Select
        size="md"
        aria-label={t('placements.wish', { tree: tree.code })}
        data={[
          { value: AS_COMPANY, label: t('placements.asCompany', { way: t(`placements.ways.${tree.way}`) }) },
          ...tree.ways.map((one) => ({ value: one.way, label: t(`placements.ways.${one.way}`) })),
        ]}
        value={tree.wish ?? AS_COMPANY}
        onChange={change}
        allowDeselect={false}
        disabled={wish.isPending}
      />
      <Leads tree={tree} way={tree.wish ?? tree.way} />
      {wish.error === null ? null : (
        <p className="notice notice--harm" role="alert">
          {sentence(wish.error)}
        </p>
      )}
    </section>
  )
}
