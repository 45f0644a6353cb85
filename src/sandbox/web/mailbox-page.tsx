import type { SentLetter } from '../mail/mailer.ts'
import { Brand, Page } from './layout.tsx'

/** The mails of the service while no mail server is configured. */
export function MailboxPage({ letters }: { readonly letters: readonly SentLetter[] }) {
  return (
    <Page title="Mailbox">
      <div class="console">
        <header class="bar">
          <Brand />
        </header>
        <h1>Mailbox</h1>
        <p class="muted">Without a mail server, the mails of this service lie here. Reload to look again.</p>
        {letters.length === 0 ? <p role="status">No mail yet.</p> : null}
        {letters.map((letter) => (
          <article class="card letter">
            <h2>{letter.subject}</h2>
            <p class="muted small">
              {`to ${letter.to} · `}
              <time datetime={new Date(letter.at).toISOString()}>{new Date(letter.at).toUTCString()}</time>
            </p>
            <p class="letter-text">
              {letter.text
                .split(/(https?:\/\/\S+)/)
                .map((part) => (/^https?:\/\//.test(part) ? <a href={part}>{part}</a> : part))}
            </p>
          </article>
        ))}
      </div>
    </Page>
  )
}
