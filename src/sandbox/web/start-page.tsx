import { Brand, Page } from './layout.tsx'

const REASONS = [
  { title: 'Chat', text: 'Think out loud with a model that answers calmly and word by word.' },
  { title: 'Console', text: 'Keys, usage and limits of your workspace in one place.' },
  { title: 'Code', text: 'The same model on your command line, where your work is.' },
]

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
