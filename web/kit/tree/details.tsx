import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { formatVolume } from '../format.ts'
import { useLocale } from '../locale.ts'
import { PersonMark } from '../person-mark.tsx'
import { Count } from '../volume.tsx'
import { vigourOf, type TreeItem } from './geometry.ts'
import { markOf, nameOf } from './words.ts'

/** What is chosen in a drawn tree, in words and numbers, and what can be done with it. */
export function TreeDetails({
  item,
  cardOf,
  isRoot,
  onTurn,
  onRoot,
}: {
  item: TreeItem
  /** The address of a person's page. */
  cardOf: (person: string) => string
  isRoot: boolean
  onTurn: () => void
  onRoot: () => void
}) {
  const { t } = useTranslation()
  const { node, isRest } = item
  const { who } = node
  const name = who ? nameOf(who) : t('kit.tree.gone')
  const folds = isRest || node.people > 0
  return (
    <section className="grove-card" aria-label={t('kit.tree.chosen')}>
      <div className="grove-card__who">
        {who ? <PersonMark size={48} person={markOf(who)} silent /> : null}
        <div>
          <h2 className="grove-card__name">
            {isRest && node.rest ? t('kit.tree.restTitle', { count: node.rest.people, name }) : name}
          </h2>
          {isRest || !who ? (
            <Sold volume={isRest ? (node.rest?.sold ?? null) : null} />
          ) : (
            <Facts item={item} />
          )}
        </div>
      </div>
      <Vigour {...(isRest && node.rest ? node.rest : node)} />
      <div className="grove-card__acts">
        {folds && !(isRoot && node.shown > 0) ? (
          <Button size="md" onClick={onTurn}>
            {t(isRest ? 'kit.tree.more' : node.shown > 0 ? 'kit.tree.fold' : 'kit.tree.unfold')}
          </Button>
        ) : null}
        {!isRest && who && !isRoot && node.people > 0 ? (
          <Button size="md" variant="default" onClick={onRoot}>
            {t('kit.tree.drawFrom')}
          </Button>
        ) : null}
        {who && !isRest && node.level > 0 ? (
          <Link className="text-link" to={cardOf(who.person)}>
            {t('kit.tree.card')}
          </Link>
        ) : null}
      </div>
    </section>
  )
}

/** What the rest of a branch sold together. */
function Sold({ volume }: { volume: bigint | null }) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (volume === null) return null
  return (
    <p className="small soft">{t('kit.tree.soldRest', { volume: formatVolume(volume, 'PV', locale) })}</p>
  )
}

function Facts({ item: { node } }: { item: TreeItem }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { who } = node
  if (!who) return null
  const facts = [
    ...(who.name === null ? [] : [who.code]),
    ...(who.rank ? [who.rank.name] : []),
    ...(node.level > 0 ? [t('kit.tree.level', { level: node.level })] : []),
    ...(node.side === null ? [] : [t('kit.tree.side', { side: node.side + 1 })]),
    ...(who.isNew ? [t('kit.tree.new')] : []),
    ...(who.ownVolume === null
      ? []
      : [t('kit.tree.own', { volume: formatVolume(who.ownVolume, 'PV', locale) })]),
    ...(who.branchVolume === null
      ? []
      : [t('kit.tree.branch', { volume: formatVolume(who.branchVolume, 'PV', locale) })]),
    ...(node.sold === null || node.people === 0
      ? []
      : [t('kit.tree.sold', { volume: formatVolume(node.sold, 'PV', locale) })]),
  ]
  return <p className="small soft">{facts.join(', ')}</p>
}

/** How many of a branch are active, and about to lapse where that is known: as a bar, with its numbers and their marks beside it. */
function Vigour({
  people,
  active,
  lapsing = null,
}: Readonly<{ people: number; active: number; lapsing?: number | null }>) {
  const { t } = useTranslation()
  if (people === 0) return <p className="small quiet">{t('kit.tree.nobodyBelow')}</p>
  const late = lapsing ?? 0
  return (
    <div className="grove-card__vigour">
      <div className="grove-bar" aria-hidden="true">
        {active > late ? <span className="grove-bar__active" style={{ flexGrow: active - late }} /> : null}
        {late > 0 ? <span className="grove-bar__lapsing" style={{ flexGrow: late }} /> : null}
        {active < people ? <span className="grove-bar__other" style={{ flexGrow: people - active }} /> : null}
      </div>
      <p className="grove-card__counts small">
        <span>
          <span className="grove-dot" aria-hidden="true" /> <Count value={active} /> {t('kit.tree.active')}
        </span>
        {late > 0 ? (
          <span>
            <span className="grove-dot grove-dot--half" aria-hidden="true" /> <Count value={late} />{' '}
            {t('kit.tree.isLapsing')}
          </span>
        ) : null}
        <span>
          <span className="grove-dot grove-dot--hollow" aria-hidden="true" />{' '}
          <Count value={people - active} /> {t('kit.tree.inactive')}
        </span>
        <span className="quiet">{t(`kit.tree.vigour.${vigourOf({ people, active })}`)}</span>
      </p>
    </div>
  )
}
