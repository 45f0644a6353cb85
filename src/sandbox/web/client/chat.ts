/** What the chat page does in the browser: send a prompt, show the reply token by token as it arrives. */

type ReplyState = 'streaming' | 'done' | 'interrupted' | 'error'

interface StreamEvent {
  readonly type: 'start' | 'token' | 'done' | 'error'
  readonly text?: string
  readonly message?: string
}

const form = need<HTMLFormElement>('.composer')
const input = need<HTMLTextAreaElement>('.composer textarea')
const send = need<HTMLButtonElement>('.composer button')
const talk = need<HTMLElement>('.talk')
const mark = form.dataset.mark ?? 'data-reply'

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const prompt = input.value.trim()
  if (prompt !== '' && !send.disabled) void ask(prompt)
})

input.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  form.requestSubmit()
})

send.disabled = false

async function ask(prompt: string): Promise<void> {
  input.value = ''
  send.disabled = true
  document.querySelector('.hello')?.remove()
  addMessage('prompt', 'You').textContent = prompt
  for (const earlier of document.querySelectorAll(`[${mark}="latest"]`)) earlier.setAttribute(mark, 'earlier')
  const reply = openReply()
  try {
    await readReply(prompt, reply)
  } catch {
    reply.fail('error', 'Lumen could not be reached. Please try again.')
  }
  send.disabled = false
  input.focus()
}

interface OpenReply {
  add(text: string): void
  finish(): void
  fail(state: ReplyState, message: string): void
}

function openReply(): OpenReply {
  const text = addMessage('reply', 'Lumen')
  const article = text.parentElement as HTMLElement
  article.setAttribute(mark, 'latest')
  const setState = (state: ReplyState) => article.setAttribute(`${mark}-state`, state)
  setState('streaming')
  return {
    add(token) {
      text.append(token)
      talk.scrollTop = talk.scrollHeight
    },
    finish: () => setState('done'),
    fail(state, message) {
      const notice = document.createElement('p')
      notice.setAttribute('role', 'alert')
      notice.textContent = message
      article.append(notice)
      setState(state)
    },
  }
}

async function readReply(prompt: string, reply: OpenReply): Promise<void> {
  const response = await fetch('/chat/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt }),
  })
  if (response.status === 401) return reply.fail('error', 'Your session has ended. Please sign in again.')
  if (!response.ok) return reply.fail('error', `Something went wrong on our side (${response.status}).`)
  if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return reply.fail('error', 'Lumen sent an answer that this page does not understand.')
  }
  for await (const event of eventsOf(response.body)) {
    if (event.type === 'token') reply.add(event.text ?? '')
    if (event.type === 'done') return reply.finish()
    if (event.type === 'error') return reply.fail('error', event.message ?? 'Something went wrong.')
  }
  reply.fail('interrupted', 'The reply stopped early.')
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      if (block.startsWith('data: ')) yield JSON.parse(block.slice('data: '.length)) as StreamEvent
    }
  }
}

/** Adds an empty message and returns the element of its text. */
function addMessage(kind: 'prompt' | 'reply', author: string): HTMLElement {
  const article = document.createElement('article')
  article.className = `message ${kind}`
  article.setAttribute('aria-label', author)
  const text = document.createElement('div')
  text.className = 'text'
  article.append(text)
  talk.append(article)
  article.scrollIntoView({ block: 'end' })
  return text
}

function need<T extends Element>(selector: string): T {
  const element = document.querySelector<T>(selector)
  if (!element) throw new Error(`${selector} is missing from the page`)
  return element
}
