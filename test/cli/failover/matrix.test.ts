import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SILENT } from '../../../src/core/index.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts'
import { command } from '../../support/command.ts'
import { type Gateway, type GatewayOptions, startGateway } from '../../support/failing-gateway.ts'
import { INSTANT_PACE } from '../../support/instant-pace.ts'
import { freePort, newFolder } from '../../support/product.ts'
import { equip } from './kit.ts'

const CANARY = 'gateway-key-canary-91f3'

let modelB: Sandbox
let gateway: Gateway
beforeAll(async () => {
  modelB = await startSandbox({ log: SILENT, port: 0, controlPort: 0, pace: INSTANT_PACE })
})
afterEach(() => gateway.stop())
afterAll(() => modelB.stop())

/** Longer than a client takes to start on a busy machine: only a request that never ends waits for all of it. */
const PATIENCE = '60s'

/** Runs a failover test against a gateway stand-in, and gives its matrix and all that was printed. */
async function testThrough(
  options: Omit<GatewayOptions, 'a' | 'b'>,
  args: readonly string[] = [],
  patience = PATIENCE,
) {
  const folder = newFolder('failover')
  const port = await freePort()
  gateway = await startGateway({ a: `http://127.0.0.1:${port}`, b: modelB.url, ...options })
  const drillArgs = ['--through', gateway.url, '--port', String(port), '--patience', patience, '--json', ...args]
  const environment = { ...equip(folder), ANTHROPIC_API_KEY: CANARY }
  const { code, stdout, stderr } = await command(folder, ['drill', ...drillArgs], environment)
  const matrix = stdout.startsWith('{') ? JSON.parse(stdout) : { cells: [] }
  const verdict = (fault: string, route: string) =>
    matrix.cells.find((cell: { fault: string; route: string }) => cell.fault === fault && cell.route === route)?.verdict
  return { code, matrix, verdict, printed: stdout + stderr }
}

describe('doorwatch drill --through', () => {
  it('exits with 0 where a gateway takes over eleven faults on three routes', async () => {
    const args = ['--route', 'gateway', 'sdk', 'cli']
    const { code, matrix, printed } = await testThrough({ losesMidStream: false, timeoutMs: 4_000 }, args)
    expect(matrix.cells.filter((cell: { verdict: string }) => cell.verdict !== 'green')).toEqual([])
    expect([code, matrix.outcome, matrix.cells.length], printed.slice(-500)).toEqual([0, 'green', 33])
    expect(matrix.tookMs).toBeLessThan(5 * 60_000)
    expect(matrix.routes.map(({ name, client }: { name: string; client: string }) => [name, client])).toEqual([
      ['gateway', 'HTTP (messages)'],
      ['sdk', '@anthropic-ai/sdk 1.12.0'],
      ['cli', expect.stringMatching(/^Claude Code \d/)],
    ])
    expect(matrix.modelB).toMatchObject({ sandbox: true })
    expect([matrix.proofs, matrix.notStored]).toEqual([[], expect.stringContaining('sandbox')])
    expect(matrix.failbackMs).toBeGreaterThan(0)
    expect(printed).not.toContain(CANARY)
  })

  it('names what a gateway loses in mid-stream and logs as success, and exits with 1', async () => {
    const faults = ['529', '500', '401', 'reset', 'hang', 'overloaded-mid', 'truncated']
    const args = ['--route', 'gateway', 'sdk', '--fault', ...faults]
    const { code, matrix, verdict } = await testThrough({ losesMidStream: true }, args)
    expect([code, matrix.outcome]).toEqual([1, 'failed'])
    for (const route of ['gateway', 'sdk']) {
      expect(['529', '500', '401', 'reset', 'hang'].map((fault) => verdict(fault, route))).toEqual(
        Array(5).fill('green'),
      )
      expect(['overloaded-mid', 'truncated'].map((fault) => verdict(fault, route))).toEqual(['lost', 'lost'])
    }
    const lost = matrix.cells.find(({ verdict: found }: { verdict: string }) => found === 'lost')
    expect(lost).toMatchObject({ text: expect.stringMatching(/^logged as success and lost/), todo: expect.any(String) })
    expect(gateway.log.filter(({ logged, by }) => logged === 'success' && by === 'A').length).toBeGreaterThanOrEqual(4)
  })

  it('names what a gateway leaves waiting in mid-stream', async () => {
    const args = ['--route', 'gateway', 'sdk', '--fault', 'stall']
    const { code, verdict } = await testThrough({ losesMidStream: true }, args, '12s')
    expect(['gateway', 'sdk'].map((route) => verdict('stall', route))).toEqual(['waits', 'waits'])
    expect(code).toBe(1)
  })

  it('says that a gateway does not ask the proxy, and exits with 3', async () => {
    const args = ['--route', 'gateway', 'direct', '--fault', '529', 'truncated']
    const { code, matrix, verdict } = await testThrough({ losesMidStream: false, withoutA: true }, args)
    expect([code, matrix.outcome]).toEqual([3, 'unknown'])
    expect([verdict('529', 'direct'), verdict('truncated', 'direct')]).toEqual(['error', 'lost'])
    const cells = matrix.cells.filter(({ route }: { route: string }) => route === 'gateway')
    expect(cells).toHaveLength(2)
    for (const cell of cells) {
      expect(cell).toMatchObject({
        verdict: 'not exercised',
        todo: expect.stringMatching(/^Set the address of provider A/),
      })
    }
  })

  it('exercises faults one by one where the gateway keeps A out after a failure', async () => {
    const args = ['--route', 'gateway', '--fault', '529', '500', 'reset']
    const { code, matrix } = await testThrough({ losesMidStream: false, cooldownMs: 700 }, args)
    expect(matrix.cells.map((cell: { verdict: string; injected: number }) => [cell.verdict, cell.injected])).toEqual(
      Array(3).fill(['green', 1]),
    )
    expect(code).toBe(0)
  })
})
