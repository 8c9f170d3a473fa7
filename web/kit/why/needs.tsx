import { useTranslation } from 'react-i18next'
import type { expectedPay } from '#modules/compensation/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { ProgressLine } from '../figures.tsx'
import { formatNumber, microOf, sentenceCase } from '../format.ts'
import { useLocale } from '../locale.ts'

export type Need = Inside<typeof expectedPay, 'response'>['rank']['needs'][number]
type Plain = Extract<Need, { kind: 'number' | 'words' }>
type NumberNeed = Extract<Need, { kind: 'number' }>

/** What is needed, what is reached and what is missing: a bar and words for each condition. */
export function Needs({ needs }: { needs: readonly Need[] }) {
  return (
    <div className="needs">
      {needs.map((need) =>
        need.kind === 'choice' ? (
          <Choice key={need.alternatives.map(keyOf).join()} need={need} />
        ) : (
          <Condition key={need.what} need={need} />
        ),
      )}
    </div>
  )
}

function keyOf(alternative: readonly Plain[]): string {
  return alternative.map((need) => need.what).join()
}

function Condition({ need }: { need: Plain }) {
  const { t } = useTranslation()
  if (need.kind === 'number') return <Progress need={need} />
  return (
    <div className="progress-line">
      <div className="progress-line__head">
        <span>{sentenceCase(need.what)}</span>
        {need.isMet ? (
          <span className="good strong">
            <span aria-hidden="true">✓ </span>
            {t('kit.done')}
          </span>
        ) : (
          <span className="strong">{t('kit.notYet')}</span>
        )}
      </div>
    </div>
  )
}

/** A bar where something has to grow; where it has to stay small, words alone. */
function Progress({ need }: { need: NumberNeed }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const show = (value: string) => formatNumber(value, locale)
  const grows = need.by === 'at_least' || need.by === 'more_than' || need.by === 'exactly'
  if (!grows) {
    const limits = t(`kit.need.${need.by}`, { needed: show(need.needed), have: show(need.reached) })
    return <Condition need={{ kind: 'words', isMet: need.isMet, what: `${need.what}: ${limits}` }} />
  }
  const [have, needed] = [microOf(need.reached), microOf(need.needed)]
  return (
    <ProgressLine
      name={sentenceCase(need.what)}
      // What has to be more than needed is not done when it is just that.
      have={need.isMet ? (have < needed ? needed : have) : have >= needed ? needed - 1n : have}
      need={needed}
      toGo={t('kit.toGo', { amount: show(need.missing) })}
      caption={t('kit.ofNeeded', { have: show(need.reached), need: show(need.needed) })}
    />
  )
}

function Choice({ need }: { need: Extract<Need, { kind: 'choice' }> }) {
  const { t } = useTranslation()
  return (
    <fieldset className="needs-choice">
      <legend className="small strong">{t('kit.need.choice', { count: need.atLeast })}</legend>
      {need.alternatives.map((alternative) => (
        <div key={keyOf(alternative)} className="needs">
          {alternative.map((one) => (
            <Condition key={one.what} need={one} />
          ))}
        </div>
      ))}
    </fieldset>
  )
}

/** How near all conditions together are, from 0 to 1; for drawings only. */
export function nearness(needs: readonly Need[]): number {
  if (needs.length === 0) return 0
  return needs.reduce((sum, need) => sum + shareOf(need), 0) / needs.length
}

function shareOf(need: Need): number {
  if (need.isMet) return 1
  if (need.kind === 'choice') return Math.max(0, ...need.alternatives.map(nearness))
  if (need.kind === 'words') return 0
  const [have, needed] = [microOf(need.reached), microOf(need.needed)]
  return have <= 0n || needed <= 0n ? 0 : Math.min(1, Number((have * 1000n) / needed) / 1000)
}
