import { Button, Modal, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import {
  changeTree,
  listTrees,
  listWaiting,
  placementWay,
  placeWaiting,
} from '#modules/genealogy/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Panel } from '#kit/figures.tsx'
import { formatCount } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, Empty, useProblemSentence } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { NewTree, Ways } from '../trees/new-tree.tsx'
import { Terminations } from '../trees/terminations.tsx'

const ROWS = 25
// Each answer counts everybody in the trees; who acts gets a fresh one at once.
const LIVE_MS = 20_000
const RIGHT = 'genealogy.place'

type Tree = Inside<typeof listTrees, 'response'>['trees'][number]
type Row = Inside<typeof listWaiting, 'response'>['rows'][number]

/** The placement trees of the company, how far they are filled, and who waits for a place. */
export function Component() {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const trees = useAnswer(listTrees, {}, { everyMs: LIVE_MS })
  const [making, setMaking] = useState(false)
  const [changing, setChanging] = useState<Tree>()
  const may = mayDo(session, RIGHT)
  const add = may ? <Button onClick={() => setMaking(true)}>{t('trees.make')}</Button> : null
  return (
    <>
      <PageHead title={t('place.trees')} lead={t('trees.lead')} aside={add} />
      <Answer asked={trees} rows={3}>
        {(answer) =>
          answer.trees.length === 0 ? (
            <Empty title={t('trees.none')} body={t('trees.noneBody')} />
          ) : (
            <>
              <div className="trees">
                {answer.trees.map((tree) => (
                  <TreeCard key={tree.code} tree={tree} onChange={may ? setChanging : undefined} />
                ))}
              </div>
              <WaitingTable trees={answer.trees} may={may} />
            </>
          )
        }
      </Answer>
      <div className="trees trees--next">
        <Terminations may={may} />
      </div>
      <Modal opened={making} onClose={() => setMaking(false)} title={t('trees.make')}>
        <NewTree onDone={() => setMaking(false)} />
      </Modal>
      <Modal
        opened={changing !== undefined}
        onClose={() => setChanging(undefined)}
        title={t('trees.change', { tree: changing?.code ?? '' })}
      >
        {changing ? <ChangeTree tree={changing} onDone={() => setChanging(undefined)} /> : null}
      </Modal>
    </>
  )
}

function TreeCard({ tree, onChange }: { tree: Tree; onChange: ((tree: Tree) => void) | undefined }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const shape =
    tree.kind === 'binary'
      ? t('trees.kinds.binary')
      : tree.depth === null
        ? t('trees.matrixOf', { width: tree.width })
        : t('trees.matrixBy', { width: tree.width, depth: tree.depth })
  return (
    <Panel
      title={tree.code}
      aside={
        onChange ? (
          <Button size="xs" variant="default" onClick={() => onChange(tree)}>
            {t('trees.changeAct')}
          </Button>
        ) : null
      }
    >
      <dl className="trees__facts">
        <div>
          <dt>{t('trees.shape')}</dt>
          <dd>{shape}</dd>
        </div>
        <div>
          <dt>{t('trees.way')}</dt>
          <dd>{t(`trees.ways.${tree.way}`)}</dd>
        </div>
        <div>
          <dt>{t('trees.holding')}</dt>
          <dd>
            {tree.holdingHours === 0 ? t('trees.atOnce') : t('trees.hours', { count: tree.holdingHours })}
          </dd>
        </div>
        <div>
          <dt>{t('trees.further')}</dt>
          <dd>{t(tree.takesFurther ? 'trees.takes' : 'trees.takesNot')}</dd>
        </div>
        <div>
          <dt>{t('trees.placed')}</dt>
          <dd className="number">{formatCount(tree.placed, locale)}</dd>
        </div>
        <div>
          <dt>{t('trees.waiting')}</dt>
          <dd className="number">{formatCount(tree.waiting, locale)}</dd>
        </div>
      </dl>
    </Panel>
  )
}

function WaitingTable({ trees, may }: { trees: readonly Tree[]; may: boolean }) {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const [placing, setPlacing] = useState<Row>()
  const wanted = trees.find(({ code }) => code === state.filters['tree'])?.code
  const asked = useAnswer(
    listWaiting,
    { query: { ...pageAsk(state, ROWS), ...(wanted === undefined ? {} : { tree: wanted }) } },
    { keep: true, everyMs: LIVE_MS },
  )
  const columns: readonly Column<Row>[] = [
    {
      key: 'newcomer',
      name: t('trees.newcomer'),
      fixed: true,
      render: ({ newcomer }) => <PersonLink person={newcomer} />,
    },
    {
      key: 'sponsor',
      name: t('trees.sponsor'),
      render: ({ sponsor }) => (sponsor ? <PersonLink person={sponsor} /> : null),
    },
    { key: 'tree', name: t('trees.tree'), render: (row) => row.tree },
    {
      key: 'until',
      name: t('trees.until'),
      render: (row) => <DateText at={row.waitsUntil} look="dateTime" />,
    },
    {
      key: 'acts',
      name: t('trees.act'),
      right: true,
      fixed: true,
      render: (row) =>
        may ? (
          <Button size="xs" onClick={() => setPlacing(row)}>
            {t('trees.place')}
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      <h2 className="trees__head">{t('trees.tank')}</h2>
      <DataTable
        label={t('trees.tank')}
        columns={columns}
        rowKey={(row) => `${row.tree} ${row.newcomer.person}`}
        asked={asked}
        rowsPerPage={ROWS}
        filters={[
          {
            key: 'tree',
            name: t('trees.tree'),
            options: trees.map(({ code }) => ({ value: code, label: code })),
          },
        ]}
        empty={{ title: t('trees.nobody'), body: t('trees.nobodyBody') }}
      />
      <Modal
        opened={placing !== undefined}
        onClose={() => setPlacing(undefined)}
        title={t('trees.placeTitle', { name: placing?.newcomer.displayName ?? '' })}
      >
        {placing ? (
          <PlaceOne
            row={placing}
            tree={trees.find(({ code }) => code === placing.tree)}
            onDone={() => setPlacing(undefined)}
          />
        ) : null}
      </Modal>
    </>
  )
}

function PersonLink({ person }: { person: Row['newcomer'] }) {
  return (
    <>
      <Link className="table__row-link" to={`/people/${person.person}`}>
        {person.displayName}
      </Link>
      <div className="tiny quiet number">{person.code}</div>
    </>
  )
}

const CHOSEN = 'chosen'

/** By a way from the sponsor, or at a place that staff names. */
function PlaceOne({ row, tree, onDone }: { row: Row; tree: Tree | undefined; onDone: () => void }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const place = useAct(placeWaiting, { onDone })
  const [how, setHow] = useState<string>(tree?.way ?? CHOSEN)
  const [parent, setParent] = useState('')
  const [side, setSide] = useState<string | number>(1)
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    const way = placementWay.safeParse(how)
    const body = way.success ? { way: way.data } : { parent: parent.trim(), side: Number(side) - 1 }
    place.mutate(
      { ask: { params: { tree: row.tree, person: row.newcomer.person }, body } },
      {
        onSuccess: (given) =>
          notifications.show({
            message: t('trees.done', { name: row.newcomer.displayName, code: given.parent ?? '' }),
          }),
      },
    )
  }
  return (
    <form className="form" onSubmit={send} noValidate>
      <Ways
        kind={tree?.kind ?? 'binary'}
        label={t('trees.how')}
        value={how}
        onChange={setHow}
        chosen={CHOSEN}
      />
      {how === CHOSEN ? (
        <>
          <TextInput
            label={t('trees.parent')}
            inputMode="numeric"
            value={parent}
            onChange={(event) => setParent(event.currentTarget.value)}
          />
          {tree?.kind === 'matrix' ? (
            <NumberInput label={t('trees.side')} min={1} max={tree.width} value={side} onChange={setSide} />
          ) : (
            <Select
              label={t('trees.side')}
              data={[
                { value: '1', label: t('trees.left') },
                { value: '2', label: t('trees.right') },
              ]}
              value={String(side)}
              onChange={(value) => setSide(value ?? '1')}
              allowDeselect={false}
            />
          )}
        </>
      ) : null}
      {place.error === null ? null : (
        <p className="notice notice--harm" role="alert">
          {sentence(place.error)}
        </p>
      )}
      <div className="form__acts">
        <Button type="submit" loading={place.isPending} disabled={how === CHOSEN && parent.trim() === ''}>
          {t('trees.place')}
        </Button>
      </div>
    </form>
  )
}

function ChangeTree({ tree, onDone }: { tree: Tree; onDone: () => void }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const change = useAct(changeTree, { onDone })
  const [way, setWay] = useState<string>(tree.way)
  const [hours, setHours] = useState<string | number>(tree.holdingHours)
  const [takesFurther, setTakesFurther] = useState(tree.takesFurther)
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    const wanted = placementWay.safeParse(way)
    if (!wanted.success) return
    change.mutate({
      ask: {
        params: { tree: tree.code },
        body: { way: wanted.data, holdingHours: Number(hours), takesFurther },
      },
    })
  }
  return (
    <form className="form" onSubmit={send} noValidate>
      <Ways kind={tree.kind} label={t('trees.way')} value={way} onChange={setWay} />
      <NumberInput
        label={t('trees.holding')}
        description={t('trees.holdingHint')}
        min={0}
        max={8784}
        value={hours}
        onChange={setHours}
      />
      <Switch
        label={t('trees.furtherIn')}
        description={t('trees.furtherHint')}
        checked={takesFurther}
        onChange={(event) => setTakesFurther(event.currentTarget.checked)}
      />
      {change.error === null ? null : (
        <p className="notice notice--harm" role="alert">
          {sentence(change.error)}
        </p>
      )}
      <div className="form__acts">
        <Button type="submit" loading={change.isPending}>
          {t('trees.save')}
        </Button>
      </div>
    </form>
  )
}
