import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { changeDraft, showDraft } from '#modules/orders/contract/drafts.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import type { Ask } from '#kit/api.ts'
import { Badge } from '#kit/figures.tsx'
import { Answer, useProblemSentence } from '#kit/states.tsx'
import { useBuyerWords, type Draft } from '../orders/draft-buyer.ts'
import { DraftDelivery } from '../orders/draft-delivery.tsx'
import { DraftCoupons, DraftGoods } from '../orders/draft-goods.tsx'
import { DraftOrder } from '../orders/draft-order.tsx'
import { PageHead } from '../page-head.tsx'

/** An order that is begun: goods, coupons and address to change, what it comes to, and what is done with it. */
export function Component() {
  const { t } = useTranslation()
  const { draft = '' } = useParams()
  const asked = useAnswer(showDraft, { params: { draft } })
  const buyerWords = useBuyerWords()
  return (
    <Answer asked={asked}>
      {(one) => (
        <>
          <PageHead
            title={t('drafts.of', { name: buyerWords(one.buyer) })}
            lead={
              <>
                <Badge tone={one.handedAt === null ? 'plain' : 'good'}>
                  {t(one.handedAt === null ? 'drafts.open' : 'drafts.handed')}
                </Badge>{' '}
                {t('drafts.preparedBy')} {one.preparedBy?.name ?? t('drafts.company')}
              </>
            }
          />
          <Work draft={one} onConflict={() => void asked.refetch()} />
        </>
      )}
    </Answer>
  )
}

type Change = Partial<Ask<typeof changeDraft>['body']>

function Work({ draft, onConflict }: { draft: Draft; onConflict: () => void }) {
  const sentence = useProblemSentence()
  const change = useAct(changeDraft)
  const { draft: id, version: seen } = draft
  const save = (changed: Change, done?: () => void) =>
    change.mutate(
      { ask: { params: { draft: id }, body: { ...contentOf(draft), ...changed, seen } } },
      {
        onSuccess: () => done?.(),
        onError: (error) => {
          notifications.show({ color: 'clay', message: sentence(error) })
          // Whatever somebody else changed is looked at before anything is tried again.
          onConflict()
        },
      },
    )
  return (
    <div className="columns">
      <div className="stack">
        <DraftGoods draft={draft} isSending={change.isPending} save={save} />
        <DraftDelivery key={JSON.stringify(draft.delivery)} draft={draft} save={save} />
      </div>
      <div className="stack">
        <DraftCoupons draft={draft} isSending={change.isPending} save={save} />
        <DraftOrder draft={draft} save={save} />
      </div>
    </div>
  )
}

export type SaveDraft = (changed: Change, done?: () => void) => void

/** All that a draft holds, as it is sent back. */
function contentOf({ buyer, lines, coupons, gifts, way, place, at, contact, delivery }: Draft): Change & {
  buyer: Draft['buyer']
  lines: { product: string; quantity: number }[]
} {
  return {
    buyer,
    lines: lines.map(({ product, quantity }) => ({ product, quantity })),
    coupons,
    gifts,
    ...(way === null ? {} : { way }),
    ...(place === null ? {} : { place }),
    ...(at === null ? {} : { party: at }),
    ...(contact === null ? {} : { contact }),
    ...(delivery === null ? {} : { delivery }),
  }
}
