import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { makeTree, placementWay } from '#modules/genealogy/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { useProblemSentence } from '#kit/states.tsx'

type Kind = 'binary' | 'matrix'
const KINDS: readonly Kind[] = ['binary', 'matrix']

/** The ways of a kind of tree, and where it is asked for, a place of one's own choice. */
export function Ways({
  kind,
  label,
  value,
  onChange,
  chosen,
}: {
  kind: Kind
  label: string
  value: string
  onChange: (way: string) => void
  chosen?: string
}) {
  const { t } = useTranslation()
  const ways = placementWay.options.filter((way) => (way === 'spill_over') === (kind === 'matrix'))
  const own = chosen === undefined ? [] : [{ value: chosen, label: t('trees.chosen') }]
  return (
    <Select
      label={label}
      data={[...ways.map((way) => ({ value: way, label: t(`trees.ways.${way}`) })), ...own]}
      value={value}
      onChange={(way) => onChange(way ?? '')}
      allowDeselect={false}
    />
  )
}

/** Makes a placement tree; what it does to everybody is said before it is done. */
export function NewTree({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const make = useAct(makeTree, { onDone })
  const [code, setCode] = useState('')
  const [kind, setKind] = useState<Kind>('binary')
  const [width, setWidth] = useState<string | number>(3)
  const [depth, setDepth] = useState<string | number>('')
  const [way, setWay] = useState('weaker_leg')
  const [hours, setHours] = useState<string | number>(48)
  const pick = (next: Kind) => {
    setKind(next)
    setWay(next === 'binary' ? 'weaker_leg' : 'spill_over')
  }
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    const wanted = placementWay.safeParse(way)
    if (!wanted.success) return
    const body = {
      code: code.trim(),
      kind,
      width: kind === 'binary' ? 2 : Number(width),
      depth: kind === 'binary' || depth === '' ? null : Number(depth),
      way: wanted.data,
      holdingHours: Number(hours),
    }
    make.mutate(
      { ask: { body } },
      { onSuccess: () => notifications.show({ message: t('trees.made', { tree: body.code }) }) },
    )
  }
  return (
    <form className="form" onSubmit={send} noValidate>
      <p className="soft small">{t('trees.makeBody')}</p>
      <TextInput
        label={t('trees.code')}
        description={t('trees.codeHint')}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Select
        label={t('trees.shape')}
        data={KINDS.map((one) => ({ value: one, label: t(`trees.kinds.${one}`) }))}
        value={kind}
        onChange={(value) => pick(KINDS.find((one) => one === value) ?? 'binary')}
        allowDeselect={false}
      />
      {kind === 'matrix' ? (
        <>
          <NumberInput label={t('trees.width')} min={2} max={20} value={width} onChange={setWidth} />
          <NumberInput
            label={t('trees.depth')}
            description={t('trees.depthHint')}
            min={1}
            max={30}
            value={depth}
            onChange={setDepth}
          />
        </>
      ) : null}
      <Ways kind={kind} label={t('trees.way')} value={way} onChange={setWay} />
      <NumberInput
        label={t('trees.holding')}
        description={t('trees.holdingHint')}
        min={0}
        max={8784}
        value={hours}
        onChange={setHours}
      />
      {make.error === null ? null : (
        <p className="notice notice--harm" role="alert">
          {sentence(make.error)}
        </p>
      )}
      <div className="form__acts">
        <Button type="submit" loading={make.isPending} disabled={code.trim() === ''}>
          {t('trees.makeAct')}
        </Button>
      </div>
    </form>
  )
}
