import type { Child } from 'hono/jsx'
import { defined } from '../../core/index.ts'
import { Lamp, Page } from './layout.tsx'

interface SignInProps {
  /** Where to go after signing in; a path of this service. */
  readonly next: string
  readonly email?: string
  readonly notice?: string
  readonly error?: string
  /** Whether the elements have the names after the redesign (fault `drift`). */
  readonly drifted?: boolean
}

/** The names of the elements, and those after a redesign. */
const LABELS = {
  usual: { email: 'Email', password: 'Password', submit: 'Sign in', code: 'Code', verify: 'Verify' },
  drifted: {
    email: 'Workspace account',
    password: 'Passphrase',
    submit: 'Continue',
    code: 'Passcode',
    verify: 'Go on',
  },
} as const

export function SignInPage({ next, email, notice, error, drifted }: SignInProps) {
  const labels = LABELS[drifted ? 'drifted' : 'usual']
  return (
    <Gate
      title="Sign in"
      heading="Welcome back"
      lead="Sign in to go on where you left off."
      {...messagesOf(notice, error)}
    >
      <form class="card" method="post" action={to('/sign-in', next)}>
        <EmailField label={labels.email} email={email} />
        <label>
          <span>{labels.password}</span>
          <input type="password" name="password" autocomplete="current-password" required />
        </label>
        <button type="submit">{labels.submit}</button>
      </form>
      <p class="muted small">
        Without a password: <a href={to('/sign-in/link', next)}>get a link</a> or{' '}
        <a href={to('/sign-in/code', next)}>get a code</a> by e-mail.
      </p>
    </Gate>
  )
}

const MAILED = {
  link: { lead: 'We mail you a link that signs you in.', submit: 'Email me a link' },
  code: { lead: 'We mail you a code of six digits.', submit: 'Email me a code' },
} as const

/** Asks for the address that gets the link or the code. */
export function MailPage({ kind, next, email, notice, error, drifted }: SignInProps & { kind: 'link' | 'code' }) {
  const { lead, submit } = MAILED[kind]
  return (
    <Gate title="Sign in by e-mail" heading="Welcome back" lead={lead} {...messagesOf(notice, error)}>
      <form class="card" method="post" action={to(`/sign-in/${kind}`, next)}>
        <EmailField label={LABELS[drifted ? 'drifted' : 'usual'].email} email={email} />
        <button type="submit">{drifted ? 'Continue' : submit}</button>
      </form>
      <p class="muted small">
        <a href={to('/sign-in', next)}>Sign in with a password</a>
      </p>
    </Gate>
  )
}

/** Says that the link was mailed. */
export function MailSentPage({ email }: { readonly email: string }) {
  return (
    <Gate
      title="Check your e-mail"
      heading="Check your e-mail"
      lead={`If ${email} has an account, a link is on its way.`}
    >
      <p role="status">The link works once, for ten minutes.</p>
    </Gate>
  )
}

const CODES = {
  factor: { heading: 'One more step', lead: 'Type the code that your authenticator app shows.' },
  code: { heading: 'Check your e-mail', lead: 'Type the six digits that we mailed you.' },
} as const

/** Asks for the code of the authenticator app, or for the mailed one. */
export function CodePage({ kind, next, error, drifted }: SignInProps & { kind: 'factor' | 'code' }) {
  const labels = LABELS[drifted ? 'drifted' : 'usual']
  const { heading, lead } = CODES[kind]
  return (
    <Gate title="Enter the code" heading={heading} lead={lead} {...messagesOf(undefined, error)}>
      <form class="card" method="post" action={to(kind === 'factor' ? '/sign-in/factor' : '/sign-in/code/check', next)}>
        <label>
          <span>{labels.code}</span>
          <input
            type="text"
            name="code"
            inputmode="numeric"
            autocomplete="one-time-code"
            pattern="[0-9]{6}"
            maxlength={6}
            required
          />
        </label>
        <button type="submit">{labels.verify}</button>
      </form>
      <p class="muted small">
        <a href={to('/sign-in', next)}>Start again</a>
      </p>
    </Gate>
  )
}

interface GateProps {
  readonly title: string
  readonly heading: string
  readonly lead: string
  readonly notice?: string
  readonly error?: string
  readonly children?: Child
}

function Gate({ title, heading, lead, notice, error, children }: GateProps) {
  return (
    <Page title={title}>
      <main class="gate">
        <Lamp />
        <h1>{heading}</h1>
        <p class="muted">{lead}</p>
        {notice ? <p role="status">{notice}</p> : null}
        {error ? <p role="alert">{error}</p> : null}
        {children}
      </main>
    </Page>
  )
}

function EmailField({ label, email }: { readonly label: string; readonly email: string | undefined }) {
  return (
    <label>
      <span>{label}</span>
      <input type="email" name="email" autocomplete="username" required value={email} />
    </label>
  )
}

function messagesOf(notice: string | undefined, error: string | undefined) {
  return defined({ notice, error })
}

function to(path: string, next: string): string {
  return `${path}?next=${encodeURIComponent(next)}`
}
