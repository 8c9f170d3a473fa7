import { ActionIcon, Button, Modal, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconMail, IconPhone, IconPlus, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { createMyCustomer, listMyCustomers } from '#modules/field/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { useContractForm } from '#kit/contract-form.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge } from '#kit/figures.tsx'
import { PersonMark } from '#kit/person-mark.tsx'
import { Answer, Empty } from '#kit/states.tsx'
import { Pager } from '../parts/pager.tsx'
import { TopBar } from '../parts/top-bar.tsx'

const ROWS = 20
const KINDS = ['retail', 'preferred'] as const

/** Those who buy from me: found by name or number, with how to reach them. */
export function Component() {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const [typed, setTyped] = useState(params.get('search') ?? '')
  const [search] = useDebouncedValue(typed.trim(), 200)
  const [adding, setAdding] = useState(false)
  const kind = KINDS.find((one) => one === params.get('kind'))
  const page = Math.max(1, Number(params.get('page') ?? '1') || 1)
  const asked = useAnswer(
    listMyCustomers,
    { query: { page, rows: ROWS, ...(kind ? { kind } : {}), ...(search === '' ? {} : { search }) } },
    { keep: true },
  )
  const go = (change: Readonly<Record<string, string>>) => {
    const next = { ...(kind ? { kind } : {}), ...(search === '' ? {} : { search }), ...change }
    setParams(next)
  }
  return (
    <>
      <TopBar
        title={t('customers.title')}
        back="/sell"
        act={
          <button
            type="button"
            className="top-bar__act"
            aria-label={t('customers.add')}
            onClick={() => setAdding(true)}
          >
            <IconPlus size={22} stroke={1.7} aria-hidden />
          </button>
        }
      />
      <div className="section" style={{ paddingBlock: '0 var(--space-3)' }}>
        <TextInput
          size="md"
          aria-label={t('customers.find')}
          placeholder={t('customers.find')}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            if (page > 1) go({})
          }}
        />
      </div>
      <div className="chips">
        {KINDS.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={one === kind}
            onClick={() => setParams(one === kind ? {} : { kind: one })}
          >
            {t(`customers.kinds.${one}`)}
          </button>
        ))}
      </div>
      <Answer asked={asked}>
        {(list) =>
          list.rows.length === 0 ? (
            <Empty
              title={t(search === '' ? 'customers.none' : 'customers.noneFound')}
              body={t('customers.noneBody')}
            />
          ) : (
            <>
              <ul>
                {list.rows.map((row) => (
                  <CustomerRow key={row.person} row={row} />
                ))}
              </ul>
              <Pager
                page={page}
                rows={ROWS}
                total={list.total}
                onPage={(next) => go({ page: String(next) })}
              />
            </>
          )
        }
      </Answer>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('customers.add')}>
        {adding ? <NewCustomer onDone={() => setAdding(false)} /> : null}
      </Modal>
    </>
  )
}

type Row = Inside<typeof listMyCustomers, 'response'>['rows'][number]

function CustomerRow({ row }: { row: Row }) {
  const { t } = useTranslation()
  const { displayName, code, joinedAt, kind, status, email, phone } = row
  return (
    <li className="list-row">
      <PersonMark
        person={{ name: displayName, health: status === 'active' ? 'active' : 'inactive' }}
        silent
      />
      <div className="customer">
        <div className="strong">
          {displayName}{' '}
          {kind === 'preferred' ? <Badge tone="good">{t('customers.kinds.preferred')}</Badge> : null}
        </div>
        <div className="small quiet number">
          {code}, <DateText at={joinedAt} />
        </div>
      </div>
      <span className="list-row__end row">
        {phone === null ? null : (
          <ActionIcon
            component="a"
            variant="default"
            size={44}
            href={`tel:${phone.replaceAll(/[^\d+]/g, '')}`}
            aria-label={t('customers.call', { name: displayName, phone })}
          >
            <IconPhone size={20} stroke={1.7} aria-hidden />
          </ActionIcon>
        )}
        {email === null ? null : (
          <ActionIcon
            component="a"
            variant="default"
            size={44}
            href={`mailto:${email}`}
            aria-label={t('customers.write', { name: displayName, email })}
          >
            <IconMail size={20} stroke={1.7} aria-hidden />
          </ActionIcon>
        )}
      </span>
    </li>
  )
}

function NewCustomer({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const create = useAct(createMyCustomer, { onDone })
  const form = useContractForm({
    shape: createMyCustomer.body.omit({ language: true }),
    initial: { kind: 'retail', givenName: '', familyName: '', email: '', phone: '' },
    send: (body) => create.mutateAsync({ ask: { body } }),
  })
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      <SegmentedControl
        fullWidth
        size="md"
        role="radiogroup"
        aria-label={t('customers.kind')}
        data={KINDS.map((value) => ({ value, label: t(`customers.kinds.${value}`) }))}
        value={String(form.values['kind'])}
        onChange={(value) => form.set('kind', value)}
      />
      <TextInput size="md" label={t('customers.givenName')} {...form.field('givenName')} />
      <TextInput size="md" label={t('customers.familyName')} {...form.field('familyName')} />
      <TextInput size="md" type="email" label={t('customers.email')} {...form.field('email')} />
      <TextInput size="md" type="tel" label={t('customers.phone')} {...form.field('phone')} />
      <p className="small quiet">{t('customers.note')}</p>
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <Button type="submit" size="lg" loading={form.sending}>
        {t('customers.save')}
      </Button>
    </form>
  )
}
