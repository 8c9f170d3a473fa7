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
import { shownName, type Explanation, type Part, type Source, type Stop } from './told.ts'

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
 * Why an amount is what it is. An amount of many sources lists them, or the teams that they stand in, each leading to its own
 * story; a story of one source tells the way it took, its orders, who was skipped and what they missed, the rate, the
 * rounding, down to the cent. Told the same to the distributor and to staff. `linkTo` is the address of the story of a part.
 */
export function ExplanationStory({
  why,
  own,
  linkTo,
}: {
  why: Explanation
  own: boolean
  linkTo: (part: Part) => string
}) {
  const { t } = useTranslation()
  const isAlone = why.sources.length === 1 && why.legs.length === 0 && why.before === null
  const one = isAlone ? why.sources[0] : undefined
  const some = why.sources.length + why.legs.length > 0
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
          {one ? <OrdersStep source={one} why={why} linkTo={linkTo} /> : null}
          {some && !one ? <SourcesStep why={why} linkTo={linkTo} /> : null}
          {one ? <Skipped source={one} /> : null}
          {some ? <RateStep why={why} source={one} /> : null}
          <OthersStep why={why} />
          {some ? <LastStep why={why} part={isPart(why, one)} /> : null}
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

/** Whether less than the whole amount is told. */
function isPart(why: Explanation, one: Source | undefined): boolean {
  return why.leg !== null || (one !== undefined && why.more !== null)
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
  const part = isPart(why, one) ? (one?.exact ?? why.together) : undefined
  return (
    <header className="why-head">
      <p className="soft">
        <span className="term">{sentenceCase(why.bonus)}</span>, {formatPeriod(why.period, locale)}
      </p>
      {part !== undefined ? (
        <span className="big-number big-number--huge">{formatExact(part, why.amount.currency, locale)}</span>
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
        <p className="soft">
          {why.leg === null
            ? t('kit.story.partBody', { count: why.more?.sources ?? 0 })
            : t('kit.story.partOfTeam')}
        </p>
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

/** How many people bring something, listed or counted. */
function sourcesOf({ sources, legs, before, more }: Explanation): number {
  const ofLegs = legs.reduce((sum, leg) => sum + leg.sources, 0)
  return sources.length + ofLegs + (before?.sources ?? 0) + (more?.sources ?? 0)
}

function headline(
  why: Explanation,
  one: Source | undefined,
  t: ReturnType<typeof useTranslation>['t'],
  locale: string,
  you: string,
): string {
  if (why.amount.minor === 0n) return t('kit.story.nothing')
  if (why.sources.length + why.legs.length === 0) return t('kit.story.others')
  if (!one) {
    const count = sourcesOf(why)
    return why.leg === null
      ? t('kit.story.many', { count })
      : t('kit.story.headLeg', { count, name: shownName(why.leg) })
  }
  const values = {
    name: shownName(one.person),
    count: one.orders.length + (one.moreOrders?.orders ?? 0),
    rate: one.rate === null ? '' : formatExactRate(one.rate, locale),
    you,
  }
  if (values.count === 0 || one.rate === null) return t('kit.story.headPlain', values)
  return t(one.person.code === why.person.code ? 'kit.story.headOwn' : 'kit.story.headTeam', values)
}
