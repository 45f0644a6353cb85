import { formDocument, Problem } from './form-page.tsx'

interface SignInPage {
  /** The address that receives the form. */
  readonly action: string
  /** Why the last attempt was refused. */
  readonly problem?: string
}

/** The page on which the dashboard's token is entered. */
export function signInDocument({ action, problem }: SignInPage): string {
  return formDocument(
    'Sign in to Doorwatch',
    <>
      <h1>Sign in</h1>
      <p id="hint">Enter the token that the configuration names in dashboard.token.</p>
      <Problem text={problem} />
      <form method="post" action={action}>
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          aria-describedby="hint"
          required
          autofocus
        />
        <button type="submit">Sign in</button>
      </form>
    </>,
  )
}
