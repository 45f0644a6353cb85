import type { Fault } from './fault.ts'
import type { SandboxSurface } from './surfaces.ts'

/** Surfaces that answer with the text of a model. */
const MODEL_SURFACES: readonly SandboxSurface[] = ['chat', 'mobile', 'cli', 'api', 'model-b']

/** Surfaces whose answer has a body that can break; sign-in answers with a redirect and no body. */
const BODY_SURFACES: readonly SandboxSurface[] = [...MODEL_SURFACES, 'console', 'status']

/** The connection fails before a byte of the answer. */
export const CONNECTION_FAULTS: readonly Fault[] = [
  { name: 'hang', summary: 'connection accepted, never answered', effect: { connection: 'hang' } },
  { name: 'reset', summary: 'connection reset before an answer', effect: { connection: 'reset' } },
  { name: 'close', summary: 'connection closed before an answer', effect: { connection: 'close' } },
]

/** Correct answers that are late; the option delayMs sets by how much. */
export const TIME_FAULTS: readonly Fault[] = [
  { name: 'slow', summary: '3 s later than usual', effect: { wait: { at: 'start', ms: 3_000 } } },
  {
    name: 'slow-first-token',
    summary: 'headers at once, first token 5 s late',
    surfaces: MODEL_SURFACES,
    streamOnly: true,
    effect: { wait: { at: 'first-token', ms: 5_000 } },
  },
  {
    name: 'slow-tokens',
    summary: '300 ms more before each token',
    surfaces: MODEL_SURFACES,
    streamOnly: true,
    effect: { wait: { at: 'token', ms: 300 } },
  },
]

/** The body stops, breaks off or contains errors. */
export const STREAM_FAULTS: readonly Fault[] = [
  {
    name: 'headers-only',
    summary: 'status 200 and headers, then silence',
    surfaces: BODY_SURFACES,
    effect: { body: { after: 'headers', next: 'silence' } },
  },
  {
    name: 'stall',
    summary: 'silence in the middle of the body',
    surfaces: BODY_SURFACES,
    effect: { body: { after: 'half', next: 'silence' } },
  },
  {
    name: 'ping-only',
    summary: 'the stream opens, then pings and never a token',
    surfaces: MODEL_SURFACES,
    streamOnly: true,
    effect: { body: { after: 'head', next: 'pings' } },
  },
  {
    name: 'truncated',
    summary: 'the body ends early, without an error',
    surfaces: BODY_SURFACES,
    effect: { body: { after: 'half', next: 'end' } },
  },
  {
    name: 'cut',
    summary: 'connection reset in mid-body',
    surfaces: BODY_SURFACES,
    effect: { body: { after: 'half', next: 'reset' } },
  },
  {
    name: 'no-end',
    summary: 'all of the text, but the event that ends the stream is missing',
    surfaces: MODEL_SURFACES,
    streamOnly: true,
    effect: { body: { after: 'tail', next: 'end' } },
  },
  {
    name: 'overloaded-first',
    summary: 'status 200, then an overloaded_error event as the first event',
    surfaces: MODEL_SURFACES,
    streamOnly: true,
    effect: { body: { after: 'headers', next: { error: 'overloaded_error' } } },
  },
  {
    name: 'overloaded-mid',
    summary: 'status 200, some text, then an overloaded_error event',
    surfaces: MODEL_SURFACES,
    streamOnly: true,
    effect: { body: { after: 'half', next: { error: 'overloaded_error' } } },
  },
  {
    name: 'api-error-mid',
    summary: 'status 200, some text, then an api_error event',
    surfaces: MODEL_SURFACES,
    streamOnly: true,
    effect: { body: { after: 'half', next: { error: 'api_error' } } },
  },
  {
    name: 'malformed',
    summary: 'an event in mid-stream whose JSON is broken',
    surfaces: MODEL_SURFACES,
    streamOnly: true,
    effect: { body: { after: 'half', next: 'garbage' } },
  },
]

/** Wrong replies in answers that are otherwise correct. */
export const REPLY_FAULTS: readonly Fault[] = [
  {
    name: 'wrong-answer',
    summary: 'a reply that is wrong',
    surfaces: MODEL_SURFACES,
    effect: { reply: { text: 'wrong' } },
  },
  {
    name: 'empty-answer',
    summary: 'a reply without text',
    surfaces: MODEL_SURFACES,
    effect: { reply: { text: 'empty' } },
  },
  {
    name: 'doubled-answer',
    summary: 'every token of the reply twice',
    surfaces: MODEL_SURFACES,
    effect: { reply: { text: 'doubled' } },
  },
  {
    name: 'refusal',
    summary: 'the model refuses (stop reason refusal)',
    surfaces: MODEL_SURFACES,
    effect: { reply: { text: 'wrong', stop: 'refusal' } },
  },
  {
    name: 'max-tokens',
    summary: 'the reply ends at the token limit (stop reason max_tokens)',
    surfaces: MODEL_SURFACES,
    effect: { reply: { stop: 'max_tokens' } },
  },
  {
    name: 'wrong-model',
    summary: 'another model than the requested one answers',
    surfaces: ['cli', 'api', 'model-b'],
    effect: { reply: { model: 'lumen-tiny-1' } },
  },
]
