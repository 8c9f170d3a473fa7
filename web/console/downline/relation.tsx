import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { z } from 'zod'
import { relateDownline } from '#modules/genealogy/contract/downline.ts'
import { useAnswer } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { Answer } from '#kit/states.tsx'
import { useTableAddress } from '#kit/table-address.ts'

type Told = z.output<typeof relateDownline.response>
type Related = Told['one']

const nameOf = ({ name, code }: Related): string => name ?? code

/** Whether the person stands below, above or beside somebody whose number is typed; the number is kept in the address. */
export function Relation({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation()
  const { state, change } = useTableAddress()
  const to = state.filters['to'] ?? ''
  const [typed, setTyped] = useState(to)
  const send = (event: React.FormEvent): void => {
    event.preventDefault()
    change({ to: typed.trim(), page: String(state.page) })
  }
  return (
    <Panel title={t('downline.relation')}>
      <form className="stack stack--tight" onSubmit={send}>
        <div className="row relation__ask">
          <TextInput
            label={t('downline.relationTo', { name })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={typed.trim() === ''}>
            {t('downline.relationAct')}
          </Button>
        </div>
        {to === '' ? <p className="soft small">{t('downline.relationBody')}</p> : <Told id={id} to={to} />}
      </form>
    </Panel>
  )
}

function Told({ id, to }: { id: string; to: string }) {
  const asked = useAnswer(relateDownline, { params: { person: id }, query: { to } })
  return (
    <Answer asked={asked} rows={1}>
      {(told) => <Sentence told={told} />}
    </Answer>
  )
}

function Sentence({ told }: { told: Told }) {
  const { t } = useTranslation()
  const names = { one: nameOf(told.one), other: nameOf(told.other), count: told.levels }
  return (
    <output className="relation__told">
      <p className="strong">{t(`downline.relations.${told.relation}`, names)}</p>
      {told.line.length > 0 ? (
        <p className="small">
          {t('downline.between')} <Names people={told.line} />
        </p>
      ) : null}
      {told.meeting === null ? null : (
        <p className="small">
          {t('downline.meeting')} <Names people={[told.meeting]} />
        </p>
      )}
    </output>
  )
}

function Names({ people }: { people: readonly Related[] }) {
  return people.map((one, index) => (
    <span key={one.person}>
      {index === 0 ? '' : ' › '}
      <Link className="text-link" to={`/people/${one.person}/team`}>
        {nameOf(one)}
      </Link>
    </span>
  ))
}
