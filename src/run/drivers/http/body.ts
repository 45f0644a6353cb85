import type { IncomingMessage } from 'node:http'
import { pipeline, type Readable } from 'node:stream'
import { createBrotliDecompress, createInflate, createUnzip } from 'node:zlib'
import { within } from '../../async/within.ts'

const MOST_BODY = 2 * 1024 * 1024
/** Limits of an excerpt, which only describes an answer. */
const MOST_EXCERPT = 16 * 1024
const EXCERPT_MS = 1_000

const DECODERS: Readonly<Record<string, () => ReturnType<typeof createUnzip>>> = {
  gzip: createUnzip,
  'x-gzip': createUnzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** The body as text, decompressed where the server compressed it unasked. Destroying it ends the connection. */
export function textOf(answer: IncomingMessage): Readable {
  const decoder = DECODERS[answer.headers['content-encoding']?.trim().toLowerCase() ?? '']?.()
  // `pipeline` passes the errors of both to the stream that is read.
  const body: Readable = decoder ? pipeline(answer, decoder, () => {}) : answer
  return body.setEncoding('utf8')
}

/** Reads the whole body and returns the first 2 MB; `cut` where there was more. Rejects where it breaks off. */
export async function readWhole(answer: IncomingMessage): Promise<{ readonly text: string; readonly cut: boolean }> {
  let text = ''
  let cut = false
  for await (const chunk of textOf(answer)) {
    if (text.length < MOST_BODY) text += chunk as string
    else cut = true
  }
  return { text, cut }
}

/** The first 16 KB of a body, as far as they come within 1 s. Closes the connection. Never rejects. */
export async function readExcerpt(answer: IncomingMessage): Promise<string> {
  let text = ''
  const body = textOf(answer)
  const read = async () => {
    for await (const chunk of body) {
      text += chunk as string
      if (text.length >= MOST_EXCERPT) break
    }
  }
  await within(EXCERPT_MS, read())
  body.destroy()
  answer.destroy()
  return text
}
