import { Brand, Page } from './layout.tsx'

const REASONS = [
  { title: 'Chat', text: 'Think out loud with a model that answers calmly and word by word.' },
  { title: 'Console', text: 'Keys, usage and limits of your workspace in one place.' },
  { title: 'Code', text: 'The same model on your command line, where your work is.' },
]

/** A lamp over a dark hill. */
function Sky() {
  return (
    <svg class="sky" viewBox="0 0 200 200" aria-hidden="true">
      <circle class="far" cx="100" cy="88" r="88" />
      <circle class="near" cx="100" cy="88" r="58" />
      <circle class="core" cx="100" cy="88" r="30" />
      <path class="hill" d="M6 148 C58 112 142 112 194 148 C142 164 58 164 6 148 Z" />
    </svg>
  )
}

/** What a visitor sees first. */
export function StartPage() {
  return (
    <Page title="A quiet light to think by">
      <div class="start">
        <header class="bar">
          <Brand />
          <a class="button quiet" href="/sign-in">
            Sign in
          </a>
        </header>
        <main>
          <Sky />
          <h1>A quiet light to think by.</h1>
          <p class="lead">Lumen is an assistant for people who would rather finish one thing well than start ten.</p>
          <a class="button" href="/chat">
            Open Lumen
          </a>
          <ul class="reasons">
            {REASONS.map(({ title, text }) => (
              <li>
                <h2>{title}</h2>
                <p>{text}</p>
              </li>
            ))}
          </ul>
        </main>
        <footer>
          A stand-in service that is part of Doorwatch. It runs on this machine only and can be broken on command.
        </footer>
      </div>
    </Page>
  )
}
