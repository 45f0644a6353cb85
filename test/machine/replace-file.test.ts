import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { replaceFile } from '../../src/machine/index.ts'
import { newFolder } from '../support/folder.ts'

const modeOf = (path: string) => statSync(path).mode & 0o777

/** Reads a file as fast as it can until it holds `end`, and gives every other content it saw that is not whole. */
const READER = `const { workerData, parentPort } = require('node:worker_threads')
const { readFileSync } = require('node:fs')
const parts = []
for (let text = ''; text !== workerData.end; ) {
  text = readFileSync(workerData.path, 'utf8')
  if (text !== workerData.end && !workerData.whole.includes(text)) parts.push(text.length)
  if (text === workerData.whole[0]) parentPort.postMessage('reads')
}
parentPort.postMessage(parts)`

describe('a file that is replaced', () => {
  it('has the new content and mode, in a folder for this user alone, and leaves no other file', () => {
    const folder = join(newFolder('replace'), 'state', 'deep')
    const path = join(folder, 'link.json')
    replaceFile(path, 'first', 0o600)
    expect([readFileSync(path, 'utf8'), modeOf(path), modeOf(folder)]).toEqual(['first', 0o600, 0o700])
    replaceFile(path, Buffer.from('second'), 0o640)
    expect([readFileSync(path, 'utf8'), modeOf(path), readdirSync(folder)]).toEqual(['second', 0o640, ['link.json']])
  })

  it('does not take over the mode of a draft that a killed process left', () => {
    const path = join(newFolder('replace'), 'link.json')
    writeFileSync(`${path}.${process.pid}.new`, 'half', { mode: 0o666 })
    replaceFile(path, 'whole', 0o600)
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['whole', 0o600])
  })

  it('stays as it was where it cannot be replaced, and the error says why', () => {
    const folder = newFolder('replace')
    const path = join(folder, 'link.json')
    mkdirSync(path)
    writeFileSync(join(path, 'inside'), 'kept')
    expect(() => replaceFile(path, 'new', 0o600)).toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
    expect([readdirSync(folder), readdirSync(path)]).toEqual([['link.json'], ['inside']])
  })

  it('is never seen in part by a reader', async () => {
    const path = join(newFolder('replace'), 'link.json')
    const whole = ['a'.repeat(200_000), 'b'.repeat(150_000)]
    replaceFile(path, whole[0] as string, 0o600)
    const reader = new Worker(READER, { eval: true, workerData: { path, whole, end: 'end' } })
    const parts = new Promise<unknown>((resolve, reject) => {
      reader.on('error', reject).on('message', (message) => message !== 'reads' && resolve(message))
    })
    await new Promise((resolve) => reader.once('message', resolve))
    for (let nth = 0; nth < 200; nth += 1) replaceFile(path, whole[nth % 2] as string, 0o600)
    replaceFile(path, 'end', 0o600)
    expect(await parts).toEqual([])
  })
})
