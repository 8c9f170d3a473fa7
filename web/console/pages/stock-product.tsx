import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { showProduct } from '#modules/catalog/contract.ts'
import { allowBackorders, listPools, showStock } from '#modules/inventory/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Panel, Tile, Tiles } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { scrollable } from '#kit/spoken.ts'
import { Answer, Empty, Failed } from '#kit/states.tsx'
import { PageHead } from '../page-head.tsx'
import { Receipts } from '../stock/receipts.tsx'
import { WorkOnStock } from '../stock/work.tsx'
import { StockState } from './stock.tsx'

type Shown = Inside<typeof showStock, 'response'>
type Pools = Inside<typeof listPools, 'response'>['pools']

/** One product in every pool that counts it: counters, deliveries, and what came and went. */
export function Component() {
  const { t } = useTranslation()
  const { counted: product = '' } = useParams()
  const session = useSession()
  const writes = mayDo(session.data, 'inventory.write')
  const goods = useAnswer(showProduct, { params: { code: product } })
  const asked = useAnswer(showStock, { params: { product } })
  const pools = useAnswer(listPools, {})
  const texts = goods.data?.texts
  const name = (texts?.['en'] ?? Object.values(texts ?? {})[0])?.name ?? product
  return (
    <>
      <PageHead
        title={t('stock.ofProduct', { product: name })}
        lead={<Link to={`/catalogue/products/${product}`}>{t('stock.toGoods', { product })}</Link>}
      />
      <Answer asked={pools}>
        {({ pools: known }) =>
          known.length === 0 ? (
            <Empty
              title={t('stock.noPools')}
              body={t('stock.noPoolsBody')}
              action={<Link to="/catalogue/stock/pools">{t('stock.addPool')}</Link>}
            />
          ) : (
            <Answer asked={asked}>
              {(shown) => <Stock product={product} shown={shown} pools={known} writes={writes} />}
            </Answer>
          )
        }
      </Answer>
    </>
  )
}

function Stock({
  product,
  shown,
  pools,
  writes,
}: {
  product: string
  shown: Shown
  pools: Pools
  writes: boolean
}) {
  const { t } = useTranslation()
  return (
    <div className="columns">
      <div className="stack">
        {shown.stocks.length === 0 ? (
          <Empty title={t('stock.notCounted')} body={t('stock.notCountedBody')} />
        ) : (
          shown.stocks.map((stock) => (
            <Counters
              key={stock.pool}
              product={product}
              stock={stock}
              name={pools.find(({ pool }) => pool === stock.pool)?.name ?? stock.pool}
              writes={writes}
            />
          ))
        )}
        <Movements shown={shown} />
      </div>
      <div className="stack">
        {writes ? <WorkOnStock product={product} pools={pools} /> : null}
        <Receipts product={product} shown={shown} pools={pools} writes={writes} />
      </div>
    </div>
  )
}

function Counters({
  product,
  stock,
  name,
  writes,
}: {
  product: string
  stock: Shown['stocks'][number]
  name: string
  writes: boolean
}) {
  const { t } = useTranslation()
  const act = useAct(allowBackorders)
  const { pool } = stock
  return (
    <Panel title={name} aside={<StockState stock={stock} />}>
      <div className="stack">
        <Tiles>
          {(['onHand', 'promised', 'left', 'expected'] as const).map((key) => (
            <Tile key={key} label={t(`stock.${key}`)} figure={t('stock.pieces', { count: stock[key] })} />
          ))}
        </Tiles>
        <Switch
          label={t('stock.backorders')}
          checked={stock.backorders}
          disabled={!writes || act.isPending}
          onChange={(event) =>
            act.mutate({ ask: { params: { product }, body: { pool, allowed: event.currentTarget.checked } } })
          }
        />
        {act.error ? <Failed error={act.error} /> : null}
      </div>
    </Panel>
  )
}

function Movements({ shown }: { shown: Shown }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('stock.movements')}>
      {shown.movements.length === 0 ? (
        <p className="small soft">{t('stock.noMovements')}</p>
      ) : (
        <section className="table-scroll" aria-label={t('stock.movements')} {...scrollable}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('stock.when')}</th>
                <th scope="col">{t('stock.act')}</th>
                <th scope="col" className="table__right">
                  {t('stock.moved')}
                </th>
                <th scope="col">{t('stock.pool')}</th>
                <th scope="col">{t('stock.by')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.movements.map(({ at, pool, pieces, reason, note, by }) => (
                <tr key={`${at} ${pool} ${reason} ${pieces}`}>
                  <td>
                    <DateText at={at} look="dateTime" />
                  </td>
                  <td>
                    {t(`stock.reasons.${reason}`)}
                    {note === null ? null : <div className="tiny quiet">{note}</div>}
                  </td>
                  <td className="table__right">
                    {pieces > 0 ? '+' : '−'}
                    {t('stock.pieces', { count: Math.abs(pieces) })}
                  </td>
                  <td>{pool}</td>
                  <td>{by ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  )
}
