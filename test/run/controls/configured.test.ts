import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Failure, FailureClass, Target } from '../../../src/core/index.ts'
import { blameNetwork } from '../../../src/run/controls/blame.ts'

const server = createServer((socket) => socket.destroy())
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => server.close())

const answering = () => `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
const DEAF = 'tcp://127.0.0.1:1'
const UNREADABLE = ['http://', 'tcp://a:99999', 'tcp://127.0.0.1', 'ftp://a', '', 'http://u:p@127.0.0.1']

const failure = (blame: Failure['blame'], ofClass: FailureClass): Failure => ({ class: ofClass, blame, message: 'x' })
const target = (controls: readonly string[]): Target => ({ name: 'a', title: 'A', controls })

async function blameOf(given: Failure, controls: readonly string[]): Promise<string> {
  return (await blameNetwork(given, { target: target(controls), targets: [] })).blame
}

describe.each(['connect', 'dns', 'tls'] as const)('whose fault a failure of class %s is', (ofClass) => {
  const ours = failure('network', ofClass)

  it('does not change with an address that cannot be read: it is as if it were not there', async () => {
    expect(await blameOf(ours, UNREADABLE)).toBe('network')
    expect(await blameOf(ours, [...UNREADABLE, DEAF])).toBe('network')
    expect(await blameOf(ours, [...UNREADABLE, answering()])).toBe('provider')
  })
})

describe('whose fault a silence is', () => {
  it('does not change with addresses that cannot be read: with no others, there is none to ask', async () => {
    const silence = failure('provider', 'timeout')
    expect(await blameOf(silence, UNREADABLE)).toBe('provider')
    expect(await blameOf(silence, [...UNREADABLE, DEAF])).toBe('network')
    expect(await blameOf(silence, [...UNREADABLE, answering()])).toBe('provider')
  })
})
