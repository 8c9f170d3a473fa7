import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import {
  beginMyDraft,
  changeMyDraft,
  handMyDraft,
  placeMyDraft,
  removeMyDraft,
  shareMyDraft,
  showMyDraft,
} from '#modules/orders/contract/drafts.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import type { Ask } from '#kit/api.ts'
import { CopyLink } from '#kit/copy-link.tsx'
import { Failed } from '#kit/states.tsx'
import { ShareButton } from './share-button.tsx'

export type Draft = Inside<typeof showMyDraft, 'response'>
type Content = Ask<typeof beginMyDraft>['body']
type Terms = Omit<Ask<typeof placeMyDraft>['body'], 'seen'>
type Placed = Inside<typeof placeMyDraft, 'response'>

const GONE = [showMyDraft]

export type DraftWork = ReturnType<typeof useDraft>

/**
 * Keeps an order that is being put together, and places one that was kept: as it stands on the page, unless somebody changed it on
 * another device since it was looked at.
 */
export function useDraft(draft: Draft | undefined, content: Content) {
  const navigate = useNavigate()
  const [seen, setSeen] = useState(draft?.version ?? 0)
  const [kept, setKept] = useState(draft ? JSON.stringify(content, textOf) : undefined)
  const begin = useAct(beginMyDraft)
  const change = useAct(changeMyDraft)
  const send = useAct(placeMyDraft, { gone: GONE })
  const now = JSON.stringify(content, textOf)
  const changed = async (more: Partial<Content>): Promise<number | undefined> => {
    if (!draft) return undefined
    const body = { ...content, ...more, seen }
    const { version } = await change.mutateAsync({ ask: { params: { draft: draft.draft }, body } })
    setSeen(version)
    setKept(now)
    return version
  }
  return {
    draft,
    seen,
    isKept: kept === now,
    isPending: begin.isPending || change.isPending || send.isPending,
    error: begin.error ?? change.error ?? send.error,
    keep: () => {
      if (draft) {
        // What was refused is told by `error`.
        changed({}).catch(() => undefined)
        return
      }
      begin.mutate(
        { ask: { body: content } },
        {
          onSuccess: (begun) => {
            setKept(now)
            void navigate(`/sell/report?draft=${begun.draft}`, { replace: true })
          },
        },
      )
    },
    /** Undefined where it was refused, which `error` then tells. */
    place: async (more: Partial<Content>, terms: Terms, key: string): Promise<Placed | undefined> => {
      try {
        const version = await changed(more)
        if (!draft || version === undefined) return undefined
        const ask = { params: { draft: draft.draft }, body: { ...terms, seen: version } }
        return await send.mutateAsync({ ask, key })
      } catch {
        return undefined
      }
    },
  }
}

function textOf(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

/** Keeps an order to go on with; hands it over, gives it away by a link, or removes it once it is kept. */
export function DraftActs({
  work,
  isEmpty,
  isForCustomer,
}: {
  work: DraftWork
  isEmpty: boolean
  isForCustomer: boolean
}) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<'hand' | 'link' | 'remove'>()
  const { draft, isKept } = work
  if (!draft && isEmpty) return null
  return (
    <section className="section">
      <div className="acts">
        {work.error ? <Failed error={work.error} /> : null}
        <Button size="lg" variant="default" loading={work.isPending} disabled={isKept} onClick={work.keep}>
          {t(isKept ? 'drafts.kept' : 'drafts.keep')}
        </Button>
        {draft && isKept && isForCustomer ? (
          <Button size="lg" variant="default" onClick={() => setAsked('hand')}>
            {t('drafts.hand')}
          </Button>
        ) : null}
        {draft && isKept && !isEmpty ? (
          <Button size="lg" variant="default" onClick={() => setAsked('link')}>
            {t('drafts.link')}
          </Button>
        ) : null}
        {draft ? (
          <Button size="lg" variant="subtle" onClick={() => setAsked('remove')}>
            {t('drafts.remove')}
          </Button>
        ) : null}
      </div>
      <Modal
        opened={draft !== undefined && asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={asked ? t(`drafts.titles.${asked}`) : ''}
      >
        {draft && asked === 'hand' ? <Hand draft={draft.draft} seen={work.seen} /> : null}
        {draft && asked === 'link' ? <Link draft={draft.draft} /> : null}
        {draft && asked === 'remove' ? <RemoveDraft draft={draft.draft} /> : null}
      </Modal>
    </section>
  )
}

function Hand({ draft, seen }: { draft: string; seen: number }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const hand = useAct(handMyDraft, { onDone: () => void navigate('/sell/drafts') })
  return (
    <div className="stack">
      <p>{t('drafts.handBody')}</p>
      {hand.error ? <Failed error={hand.error} /> : null}
      <Button
        size="lg"
        loading={hand.isPending}
        onClick={() => hand.mutate({ ask: { params: { draft }, body: { seen } } })}
      >
        {t('drafts.hand')}
      </Button>
    </div>
  )
}

function Link({ draft }: { draft: string }) {
  const { t } = useTranslation()
  const share = useAct(shareMyDraft)
  const link = share.data && window.location.origin + share.data.link
  return (
    <div className="stack">
      <p>{t('drafts.linkBody')}</p>
      {share.error ? <Failed error={share.error} /> : null}
      {link === undefined ? (
        <Button
          size="lg"
          loading={share.isPending}
          onClick={() => share.mutate({ ask: { params: { draft } } })}
        >
          {t('drafts.link')}
        </Button>
      ) : (
        <>
          <CopyLink link={link} />
          <ShareButton link={link} title={t('drafts.shared')} />
        </>
      )}
    </div>
  )
}

/** Asks once more before a draft goes. */
export function RemoveDraft({ draft }: { draft: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const remove = useAct(removeMyDraft, { gone: GONE, onDone: () => void navigate('/sell/drafts') })
  return (
    <div className="stack">
      <p>{t('drafts.removeBody')}</p>
      {remove.error ? <Failed error={remove.error} /> : null}
      <Button
        size="lg"
        loading={remove.isPending}
        onClick={() => remove.mutate({ ask: { params: { draft } } })}
      >
        {t('drafts.remove')}
      </Button>
    </div>
  )
}
