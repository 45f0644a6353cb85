import { Lamp, Page } from './layout.tsx'

interface SignInProps {
  /** Where to go after signing in; a path of this service. */
  readonly next: string
  readonly email?: string
  readonly notice?: string
  readonly error?: string
  /** The elements carry other names than usual. */
  readonly drifted?: boolean
}

/** The names that people and scripts know the elements by, and those after a redesign. */
const LABELS = {
  usual: { email: 'Email', password: 'Password', submit: 'Sign in' },
  drifted: { email: 'Workspace account', password: 'Passphrase', submit: 'Continue' },
} as const

export function SignInPage({ next, email, notice, error, drifted }: SignInProps) {
  const labels = LABELS[drifted ? 'drifted' : 'usual']
  return (
    <Page title="Sign in">
      <main class="gate">
        <Lamp />
        <h1>Welcome back</h1>
        <p class="muted">Sign in to go on where you left off.</p>
        {notice ? <p role="status">{notice}</p> : null}
        {error ? <p role="alert">{error}</p> : null}
        <form class="card" method="post" action={`/sign-in?next=${encodeURIComponent(next)}`}>
          <label>
            <span>{labels.email}</span>
            <input type="email" name="email" autocomplete="username" required value={email} />
          </label>
          <label>
            <span>{labels.password}</span>
            <input type="password" name="password" autocomplete="current-password" required />
          </label>
          <button type="submit">{labels.submit}</button>
        </form>
        <p class="muted small">No account? Ask the owner of your workspace.</p>
      </main>
    </Page>
  )
}
