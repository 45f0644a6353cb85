import { defined } from '../../src/core/index.ts'

/** The form that acknowledges an incident. Without `action` it is sent to the address of its page. */
export function AckForm({ action, by, reason }: { action?: string; by?: string; reason?: string }) {
  return (
    <form method="post" {...defined({ action })}>
      <label for="by">Your name</label>
      <input id="by" name="by" autocomplete="name" maxlength={80} value={by} required autofocus />
      <label for="reason">Reason or plan (optional)</label>
      <input id="reason" name="reason" autocomplete="off" maxlength={300} value={reason} />
      <button type="submit">Acknowledge</button>
    </form>
  )
}

/** What an acknowledgement does. */
export function AckEffect() {
  return <p>No reminder and no escalation until the incident recovers. Changes and the recovery are still alerted.</p>
}
