import { SANDBOX_ACCOUNT } from '../account/account.ts'
import { Shell } from './layout.tsx'

const RECENT = ['Notes for the Monday review', 'A kinder error message', 'Names for the new harbour crane']

const LABELS = {
  usual: { input: 'Message Lumen', send: 'Send', mark: 'data-reply' },
  drifted: { input: 'Ask anything', send: 'Go', mark: 'data-answer' },
} as const

/** The conversation. `client/chat.ts` adds the messages; it reads the attribute names from the form. */
export function ChatPage({ drifted }: { readonly drifted: boolean }) {
  const labels = LABELS[drifted ? 'drifted' : 'usual']
  return (
    <Shell title="Chat" current="/chat" script="chat" aside={<Recent />}>
      <div class="chat">
        <div class="talk" role="log" aria-label="Conversation">
          <div class="hello">
            <h1>{`Good to see you, ${SANDBOX_ACCOUNT.name.split(' ')[0]}.`}</h1>
            <p class="muted">What shall we look at first?</p>
          </div>
        </div>
        <form class="composer" data-mark={labels.mark}>
          <textarea name="prompt" rows={1} required aria-label={labels.input} placeholder={labels.input}></textarea>
          {/* The script enables it: a form sent before that would leave the page. */}
          <button type="submit" disabled>
            {labels.send}
          </button>
        </form>
        <p class="muted small fine">Lumen can be wrong. Sums are usually right.</p>
      </div>
    </Shell>
  )
}

function Recent() {
  return (
    <>
      <h2>Recent</h2>
      <ul>
        {RECENT.map((title) => (
          <li>{title}</li>
        ))}
      </ul>
    </>
  )
}
