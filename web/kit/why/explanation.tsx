import { useTranslation } from 'react-i18next'
import { atLeastPlaces, formatExact, formatExactRate, formatPeriod, sentenceCase } from '../format.ts'
import { useLocale } from '../locale.ts'
import { BigMoney, Money } from '../money.tsx'
import { Story, StoryStep } from '../steps.tsx'
import { Needs } from './needs.tsx'
import { OrdersStep } from './orders-step.tsx'
import { OthersStep } from './others-step.tsx'
import { PathDrawing, type PathPerson } from './path-drawing.tsx'
import { RateStep } from './rate-step.tsx'
import { ReasonNothing } from './reason-nothing.tsx'
import { SourcesStep } from './sources-step.tsx'
import { shownName, type Explanation, type Source, type Stop } from './told.ts'

function pathPeople(
  source: Source,
  say: (stop: Stop, index: number) => string,
  you: string,
): readonly PathPerson[] {
  return source.path.map((stop, index) => ({
    key: `${stop.person.code}-${index}`,
    person: {
      name: shownName(stop.person),
      health: stop.skipped === 'not_qualified' ? 'lapsing' : stop.skipped === null ? 'active' : 'inactive',
      ...(stop.person.rank === null ? {} : { rankName: stop.person.rank }),
    },
    name: stop.you ? you : (shownName(stop.person).split(' ')[0] ?? ''),
    role: say(stop, index),
    skipped: stop.skipped !== null && index > 0,
    earns: stop.you,
  }))
}

/**
 * Why an amount is what it is. An amount of many sources lists them, each leading to its own story; a story of one
 * source tells the way it took, its orders, who was skipped and what they missed, the rate, the rounding, down to the
 * cent. Told the same to the distributor and to staff. `linkTo` is the address of the story of one source.
 */
export function ExplanationStory({
  why,
  own,
  linkTo,
}: {
  why: Explanation
  own: boolean
  linkTo: (source: string) => string
}) {
  const { t } = useTranslation()
  const one = why.sources.length === 1 ? why.sources[0] : undefined
  const nothing = why.why.filter((reason) => reason.code !== 'paid')
  return (
    <>
      <WhyHead why={why} one={one} own={own} />
      {one && one.path.length > 1 ? (
        <Way source={one} you={own ? t('kit.story.you') : shownName(why.person)} />
      ) : null}
      <div className="why-story">
        {nothing.length > 0 && why.amount.minor === 0n ? <ReasonNothing reasons={nothing} own={own} /> : null}
        <Story>
          {one ? <OrdersStep source={one} why={why} /> : null}
          {why.sources.length > 1 ? <SourcesStep why={why} linkTo={linkTo} /> : null}
          {one ? <Skipped source={one} /> : null}
          {why.sources.length > 0 ? <RateStep why={why} source={one} /> : null}
          <OthersStep why={why} />
          {why.sources.length > 0 ? (
            <LastStep why={why} part={one !== undefined && why.more !== null} />
          ) : null}
        </Story>
        <div className="sum sum--double">
          <span>{t('kit.story.total', { bonus: why.bonus })}</span>
          <BigMoney value={why.amount} />
        </div>
        <Unpaid why={why} />
      </div>
    </>
  )
}

/** What would have come and did not, by reason. */
function Unpaid({ why }: { why: Explanation }) {
  const { t } = useTranslation()
  return why.unpaid.map((one) => (
    <p key={`${one.reason}-${one.missing}`} className="soft small">
      {t(`kit.story.unpaid.${one.reason}`, {
        amount: atLeastPlaces(one.exact, 2),
        missing: one.missing,
        count: one.parts,
      })}
    </p>
  ))
}

function WhyHead({ why, one, own }: { why: Explanation; one: Source | undefined; own: boolean }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const you = own ? t('kit.story.toYou') : shownName(why.person)
  const part = one !== undefined && why.more !== null
  return (
    <header className="why-head">
      <p className="soft">
        <span className="term">{sentenceCase(why.bonus)}</span>, {formatPeriod(why.period, locale)}
      </p>
      {part ? (
        <span className="big-number big-number--huge">
          {formatExact(one.exact, why.amount.currency, locale)}
        </span>
      ) : (
        <BigMoney value={why.amount} huge />
      )}
      <p>{headline(why, one, t, locale, you)}</p>
    </header>
  )
}

function Way({ source, you }: { source: Source; you: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const say = (stop: Stop, index: number) => {
    if (index === 0) return t('kit.story.ordered')
    if (stop.skipped !== null) return t('kit.story.skipped')
    if (stop.you) return t('kit.story.level', { level: stop.level ?? index })
    return stop.paidRate === null
      ? t('kit.story.between')
      : t('kit.story.took', { rate: formatExactRate(stop.paidRate, locale) })
  }
  return <PathDrawing label={t('kit.story.path')} people={pathPeople(source, say, you)} />
}

function Skipped({ source }: { source: Source }) {
  const { t } = useTranslation()
  const skipped = source.path.filter((stop, index) => stop.skipped !== null && index > 0)
  if (skipped.length === 0) return null
  return (
    <StoryStep title={t('kit.story.skippedTitle', { count: skipped.length })}>
      <p className="soft">{t('kit.story.skippedBody')}</p>
      {skipped.map((stop) => (
        <div key={stop.person.code} className="missing">
          <p className="strong">
            {t(`kit.story.skip.${stop.skipped ?? 'passed_over'}`, { name: shownName(stop.person) })}
          </p>
          <Needs needs={stop.needs} />
        </div>
      ))}
    </StoryStep>
  )
}

/** Rounding happens once, over the whole bonus; a part of it only says where it goes. */
function LastStep({ why, part }: { why: Explanation; part: boolean }) {
  const { t } = useTranslation()
  if (part) {
    return (
      <StoryStep title={t('kit.story.partTitle')}>
        <p className="soft">{t('kit.story.partBody', { count: why.more?.sources ?? 0 })}</p>
      </StoryStep>
    )
  }
  return (
    <StoryStep title={t('kit.story.rounded')}>
      <div className="calc">
        <span className="soft">{t(`kit.story.rule.${why.rounding}`)}</span>
        <span>
          <Money value={why.amount} bare />
        </span>
      </div>
    </StoryStep>
  )
}

function headline(
  why: Explanation,
  one: Source | undefined,
  t: ReturnType<typeof useTranslation>['t'],
  locale: string,
  you: string,
): string {
  if (why.amount.minor === 0n) return t('kit.story.nothing')
  if (why.sources.length === 0) return t('kit.story.others')
  if (!one) return t('kit.story.many', { count: why.sources.length + (why.more?.sources ?? 0) })
  const values = {
    name: shownName(one.person),
    count: one.orders.length + (one.moreOrders?.orders ?? 0),
    rate: one.rate === null ? '' : formatExactRate(one.rate, locale),
    you,
  }
  if (values.count === 0 || one.rate === null) return t('kit.story.headPlain', values)
  return t(one.person.code === why.person.code ? 'kit.story.headOwn' : 'kit.story.headTeam', values)
}
