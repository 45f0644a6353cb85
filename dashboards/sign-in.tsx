import { raw } from 'hono/html'
import { assets } from './model/assets.ts'
import { Name } from './parts/masthead.tsx'

export interface SignInPage {
  /** The address that receives the form. */
  readonly action: string
  /** Why the last attempt was refused. */
  readonly problem?: string
}

/** The page on which the dashboard's token is entered. Works without scripts. */
export function signInDocument({ action, problem }: SignInPage): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>Sign in to Doorwatch</title>
        <style>{raw(assets().style.text)}</style>
      </head>
      <body>
        <header class="masthead">
          <Name />
        </header>
        <main id="main" class="sign-in">
          <h1>Sign in</h1>
          <p id="hint">Enter the token that the configuration names in dashboard.token.</p>
          {problem ? (
            <p class="problem" role="alert">
              {problem}
            </p>
          ) : null}
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
        </main>
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

/** The content security policy of that page: our own styles, and a form that only this server receives. */
export function signInPolicyText(): string {
  return [
    "default-src 'none'",
    `style-src ${assets().style.hash}`,
    'font-src data:',
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
