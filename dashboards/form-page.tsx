import type { Child } from 'hono/jsx'
import { assets } from './model/assets.ts'
import { contentSecurityPolicy } from './model/policy.ts'
import { Head } from './parts/head.tsx'
import { Name } from './parts/masthead.tsx'

/** A page around a form or a short answer. Works without scripts. */
export function formDocument(title: string, content: Child): string {
  const page = (
    <html lang="en">
      <Head title={title} styles={[assets().style]} hasForm />
      <body>
        <header class="masthead">
          <Name />
        </header>
        <main id="main" class="form-page">
          {content}
        </main>
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

/** What was wrong with the last try. */
export function Problem({ text }: { text: string | undefined }) {
  if (text === undefined) return null
  return (
    <p class="problem" role="alert">
      {text}
    </p>
  )
}

/** The content security policy of such a page: our own styles, and a form that only this server receives. */
export function formPolicyText(): string {
  return contentSecurityPolicy({ styles: [assets().style], hasForm: true, live: true })
}
