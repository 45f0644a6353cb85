import { API_HEADERS, PONG, type Running, sdk } from './support.ts'

/** Ways to ask the API of a sandbox for a pong: the SDK, whole and streaming, and plain HTTP. */
export function apiClients(running: Running) {
  return {
    create: (timeoutMs?: number) => sdk(running, timeoutMs).messages.create(PONG),
    finalText: () => sdk(running).messages.stream(PONG).finalText(),
    raw: (stream = false, signal: AbortSignal | null = null) =>
      fetch(`${running.sandbox.url}/v1/messages`, {
        method: 'POST',
        headers: API_HEADERS,
        body: JSON.stringify({ ...PONG, stream }),
        redirect: 'manual',
        signal,
      }),
    /** Reads an event stream through the SDK; gives what was seen before it ended or threw. */
    async iterate() {
      const seen: string[] = []
      let text = ''
      try {
        for await (const event of await sdk(running).messages.create({ ...PONG, stream: true })) {
          seen.push(event.type)
          if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text
        }
        return { seen, text, error: undefined }
      } catch (error) {
        return { seen, text, error: error as Error & { status?: number; type?: string } }
      }
    },
  }
}
