import { useTranslation } from 'react-i18next'
import { redirect, useActionData, useLoaderData } from 'react-router'
import { showInvite, submitApplication } from '#modules/field/contract.ts'
import { newKey } from '#kit/api.ts'
import { PersonMark } from '#kit/person-mark.tsx'
import { formTexts, problemsOf, refusedBy, type Refused } from '../form-data.ts'
import { EmailField, FormFailure, NameFields, NewPasswordField, PhoneField } from '../parts/person-fields.tsx'
import { ShopPage } from '../parts/shop-page.tsx'
import type { PageArgs } from '../route-args.ts'
import { useProblem } from '../parts/use-problem.ts'
import { loadFrame, orNotFound } from '../shop.ts'
import { apiContext } from '../shop-context.ts'

const FIELDS = ['givenName', 'familyName', 'email', 'phone', 'password', 'acceptedAgreement']
const shape = submitApplication.body.omit({ invite: true, language: true, acceptedAgreement: true })

export async function loader({ request, context, params }: PageArgs) {
  const api = context.get(apiContext)
  const asked = askedInvite(params)
  const [frame, invite] = await Promise.all([
    loadFrame(api, request, undefined),
    orNotFound(api(showInvite, { params: asked })),
  ])
  return { frame, invite, key: newKey() }
}

function askedInvite(params: PageArgs['params']): { invite: string } {
  const asked = showInvite.params.safeParse({ invite: params['code'] })
  if (!asked.success) throw new Response(null, { status: 404 })
  return asked.data
}

/** Sends the application and goes to the page on which the newcomer waits. The password is never shown again. */
export async function action({ request, context, params }: PageArgs): Promise<Response | Refused> {
  const api = context.get(apiContext)
  const { password = '', ...typed } = await formTexts(request)
  const asked = askedInvite(params)
  const invite = await orNotFound(api(showInvite, { params: asked }))
  const given = Object.fromEntries(
    Object.entries({ ...typed, password }).filter(([, value]) => value.trim() !== ''),
  )
  const parsed = shape.safeParse(given)
  const agreed = invite.agreement === null || typed['agreement'] === String(invite.agreement.version)
  if (!parsed.success || !agreed) {
    const problems = { ...(parsed.success ? {} : problemsOf(parsed.error)) }
    return {
      typed,
      problems: agreed ? problems : { ...problems, agreement: { sentence: '' } },
      failure: undefined,
    }
  }
  try {
    const { application } = await api(
      submitApplication,
      {
        body: {
          ...parsed.data,
          ...asked,
          language: invite.agreement?.language ?? 'en',
          ...(invite.agreement === null ? {} : { acceptedAgreement: invite.agreement.version }),
        },
      },
      /^[0-9a-f]{32}$/.test(typed['key'] ?? '') ? { key: typed['key'] ?? newKey() } : undefined,
    )
    return redirect(`/join/${asked.invite}/${application}`)
  } catch (error) {
    return refusedBy(error, typed, FIELDS)
  }
}

export default function Join() {
  const { frame, invite, key } = useLoaderData<typeof loader>()
  const refused = useActionData<Refused>()
  const { t } = useTranslation()
  const typed = (name: string): string => refused?.typed[name] ?? ''
  const fields = { value: typed, problem: useProblem(refused) }
  const { sponsor, agreement } = invite
  return (
    <ShopPage frame={frame} title={t('join.title', { company: frame.company.name })}>
      <form className="shop-form join" method="post" noValidate>
        <input type="hidden" name="key" value={refused?.typed['key'] ?? key} />
        <div className="join__sponsor">
          <PersonMark size={64} person={{ name: sponsor.displayName, health: 'active' }} silent />
          <div>
            <p className="small quiet">{t('join.invites')}</p>
            <p className="strong">{sponsor.displayName}</p>
          </div>
        </div>
        <h1>{t('join.title', { company: frame.company.name })}</h1>
        <p className="soft">{t('join.body', { name: sponsor.displayName.split(' ')[0] ?? '' })}</p>
        <NameFields {...fields} />
        <EmailField {...fields} />
        <PhoneField {...fields} />
        <NewPasswordField label={t('join.password')} problem={fields.problem} />
        {agreement === null ? null : (
          <>
            <details className="agreement">
              <summary>{agreement.title}</summary>
              {agreement.body.split(/\n{2,}/).map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </details>
            <label className="choice">
              <input
                type="checkbox"
                name="agreement"
                value={agreement.version}
                required
                defaultChecked={typed('agreement') === String(agreement.version)}
                aria-describedby={refused?.problems['agreement'] ? 'agreement-problem' : undefined}
              />
              <span>{t('join.accept', { title: agreement.title, version: agreement.version })}</span>
            </label>
            {refused?.problems['agreement'] ? (
              <span className="field__error" id="agreement-problem">
                {t('join.acceptFirst')}
              </span>
            ) : null}
          </>
        )}
        <FormFailure refused={refused} />
        <button type="submit" className="button button--wide">
          {t('join.send')}
        </button>
      </form>
    </ShopPage>
  )
}
