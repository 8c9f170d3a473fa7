import { useTranslation } from 'react-i18next'
import type { previewMyOrderEdit } from '#modules/orders/contract/edits.ts'
import type { Inside } from '#shared/contract.ts'
import { Money } from './money.tsx'
import { Volume } from './volume.tsx'

type Effect = Inside<typeof previewMyOrderEdit, 'response'>

/** What editing an order would do, in numbers, before it is done. */
export function EditEffect({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const { before, after, placed, way } = effect
  const moves = (['paidNow', 'goesBack', 'toPay'] as const).filter((name) => effect[name].minor !== 0n)
  return (
    <div className="notice">
      <div style={{ flex: 1 }}>
        <dl className="facts">
          <dt>{t('kit.edit.before')}</dt>
          <dd>
            <Money value={before} />
          </dd>
          <dt className="strong">{t('kit.edit.after')}</dt>
          <dd className="strong">
            <Money value={after} />
          </dd>
          {moves.map((name) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{t(`kit.edit.${name}`)}</dt>
              <dd>
                <Money value={effect[name]} />
              </dd>
            </div>
          ))}
          {Object.entries(effect.volumes).map(([name, micro]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{t('kit.edit.volume', { name })}</dt>
              <dd>
                <Volume micro={micro} unit={name} />
              </dd>
            </div>
          ))}
        </dl>
        {placed === null ? null : (
          <>
            <p className="small strong">{t(way === 'anew' ? 'kit.edit.anew' : 'kit.edit.more')}</p>
            <dl className="facts">
              {placed.lines.map(({ product, quantity, gift, total }) => (
                <div key={`${product.code} ${gift}`} style={{ display: 'contents' }}>
                  <dt>
                    {quantity} × {product.name}
                  </dt>
                  <dd>{gift ? t('kit.edit.gift') : <Money value={total} />}</dd>
                </div>
              ))}
              <dt>{t('kit.edit.shipping')}</dt>
              <dd>
                <Money value={placed.shipping} />
              </dd>
            </dl>
          </>
        )}
      </div>
    </div>
  )
}
