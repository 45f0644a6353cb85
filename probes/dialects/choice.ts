import { chatCompletions } from './chat-completions.ts'
import type { Dialect } from './dialect.ts'
import { messages } from './messages.ts'

/** The dialect of an api door. */
export function dialectOf({ dialect }: { readonly dialect?: 'messages' | 'chat-completions' }): Dialect {
  return dialect === 'chat-completions' ? chatCompletions : messages
}
