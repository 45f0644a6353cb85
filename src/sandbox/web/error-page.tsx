import { Lamp, Page } from './layout.tsx'

/** The service's error page, in its style. */
export function ErrorPage({ status, message, requestId }: { status: number; message: string; requestId: string }) {
  return (
    <Page title="Something went wrong">
      <main class="gate">
        <Lamp />
        <h1>{status >= 500 ? 'Something went wrong on our side' : 'This did not work'}</h1>
        <p role="alert">{message}</p>
        <p class="muted small">
          {`Error ${status} · `}
          <code>{requestId}</code>
        </p>
        <a class="button quiet" href="/">
          Back to the start
        </a>
      </main>
    </Page>
  )
}
