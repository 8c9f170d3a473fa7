import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inviteStaff, listRoles, listStaff } from '#modules/identity/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { useContractForm } from '#kit/contract-form.tsx'
import { CopyLink } from '#kit/copy-link.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Answer } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'
import { toneOf } from '../words.ts'

const ROWS = 25

type Row = Readonly<{
  id: string
  login: string
  name: string
  status: string
  roles: readonly Readonly<{ role: string; market?: string | undefined }>[]
}>

/** Who works here, and what each role may do. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const [opened, { open, close }] = useDisclosure(false)
  const asked = useAnswer(listStaff, { query: pageAsk(state, ROWS) }, { keep: true })
  const roles = useAnswer(listRoles, {})
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      name: t('user.name'),
      fixed: true,
      render: (row) => <span className="strong">{row.name}</span>,
    },
    { key: 'login', name: t('user.login'), render: (row) => <span className="soft">{row.login}</span> },
    {
      key: 'status',
      name: t('user.status'),
      render: (row) => <Badge tone={toneOf(row.status)}>{t(`user.statuses.${row.status}`)}</Badge>,
    },
    {
      key: 'roles',
      name: t('user.roles'),
      render: (row) =>
        row.roles
          .map((grant) => (grant.market === undefined ? grant.role : `${grant.role} (${grant.market})`))
          .join(', '),
    },
  ]
  return (
    <>
      <PageHead
        title={t('place.users')}
        lead={t('users.lead')}
        aside={
          <Button size="xs" onClick={open}>
            {t('users.invite')}
          </Button>
        }
      />
      <div className="columns">
        <DataTable
          label={t('place.users')}
          columns={columns}
          rowKey={(row) => row.id}
          asked={asked}
          rowsPerPage={ROWS}
          searchable
        />
        <Panel title={t('users.roles')}>
          <Answer asked={roles}>
            {(data) => (
              <div className="stack">
                {data.roles.map((role) => (
                  <div key={role.code}>
                    <h3>{role.name}</h3>
                    <p className="tiny soft">{role.rights.join(', ')}</p>
                  </div>
                ))}
              </div>
            )}
          </Answer>
        </Panel>
      </div>
      <Modal opened={opened} onClose={close} title={t('users.inviteTitle')}>
        <Invite roles={(roles.data?.roles ?? []).map((role) => ({ value: role.code, label: role.name }))} />
      </Modal>
    </>
  )
}

function Invite({ roles }: { roles: readonly Readonly<{ value: string; label: string }>[] }) {
  const { t } = useTranslation()
  const [link, setLink] = useState<string>()
  const invite = useAct(inviteStaff, {
    onDone: (answer) => setLink(window.location.origin + answer.linkPath),
  })
  const [role, setRole] = useState<string | null>(null)
  const form = useContractForm({
    shape: inviteStaff.body.pick({ login: true, name: true }),
    initial: { login: '', name: '' },
    send: (value) =>
      invite.mutateAsync({ ask: { body: { ...value, roles: role === null ? [] : [{ role }] } } }),
  })
  if (link !== undefined) {
    return (
      <div className="stack">
        <p className="soft">{t('users.linkBody')}</p>
        <CopyLink link={link} />
      </div>
    )
  }
  return (
    <form className="form" onSubmit={(event) => void form.submit(event)} noValidate>
      <TextInput label={t('user.name')} {...form.field('name')} />
      <TextInput label={t('user.login')} {...form.field('login')} />
      <Select label={t('user.role')} data={[...roles]} value={role} onChange={setRole} />
      {form.failure === undefined ? null : (
        <p className="notice notice--harm" role="alert">
          {form.failure}
        </p>
      )}
      <Button type="submit" loading={form.sending}>
        {t('users.invite')}
      </Button>
    </form>
  )
}
