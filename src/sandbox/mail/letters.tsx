import type { Letter } from './mailer.ts'

/** The mail with a link that signs in. */
export function linkLetter(to: string, link: string): Letter {
  const page = (
    <div>
      <p>Hello,</p>
      <p>
        <a href={link}>Sign in to Lumen</a>
      </p>
      <p>The link works once, for ten minutes. If you did not ask for it, nothing happens.</p>
      <p>
        <a href={new URL('/', link).href}>lumen.example</a>
      </p>
    </div>
  )
  const text = `Hello,\n\nopen this link to sign in to Lumen:\n\n${link}\n\nIt works once, for ten minutes. If you did not ask for it, nothing happens.\n`
  return { to, subject: 'Your link to sign in to Lumen', text, html: String(page) }
}

/** The mail with a code that signs in. */
export function codeLetter(to: string, code: string): Letter {
  const page = (
    <div>
      <p>Hello,</p>
      <p>
        your code for Lumen is <b>{code}</b>.
      </p>
      <p>It works once, for ten minutes.</p>
    </div>
  )
  const text = `Hello,\n\nyour code for Lumen is ${code}.\n\nIt works once, for ten minutes.\n`
  return { to, subject: 'Your code for Lumen', text, html: String(page) }
}
