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
      <clipPath id="sky">
        <circle cx="100" cy="100" r="96" />
      </clipPath>
      <g clip-path="url(#sky)">
        <circle class="far" cx="100" cy="100" r="96" />
        <circle class="near" cx="100" cy="94" r="60" />
        <circle class="core" cx="100" cy="94" r="31" />
        <ellipse class="hill" cx="60" cy="188" rx="110" ry="50" />
        <ellipse class="hill near-hill" cx="150" cy="200" rx="100" ry="50" />
      </g>
    </svg>
  )
}

/** The start page for visitors without a session. */
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
