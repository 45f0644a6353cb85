import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runFailoverTest } from '../../src/failover/run.ts'
import { type Behaviour, FAULTS, fakeProxy, testOf } from './fake-gateway.ts'

type Changes = Parameters<typeof testOf>[1]

async function run(
  gateways: Readonly<Partial<Record<'gateway' | 'sdk' | 'cli' | 'direct', Behaviour>>>,
  changes?: Changes,
) {
  const world = fakeProxy()
  const routes = Object.entries(gateways).map(([name, behaviour]) => world.route(name as 'gateway', behaviour))
  const findings = await runFailoverTest(testOf({ proxy: world.proxy, routes }, changes))
  return { ...world, findings }
}

describe('a failover test', () => {
  it('has a cell for every fault on every route, in their order', async () => {
    const { findings } = await run({ gateway: {}, sdk: {} })
    expect(findings.cells.map(({ route, fault }) => `${route} ${fault}`)).toEqual(
      ['gateway', 'sdk'].flatMap((route) => FAULTS.map(({ name }) => `${route} ${name}`)),
    )
  })

  it('is green where the gateway asked B after every fault, and names B by its answers', async () => {
    const { findings } = await run({ gateway: { modelB: 'gpt-x' } })
    for (const cell of findings.cells)
      expect(cell).toMatchObject({ verdict: 'green', servedBy: 'B', model: 'gpt-x', seen: 1, injected: 1 })
    expect(findings.cells.every(({ todo }) => todo === undefined)).toBe(true)
    expect(findings.modelB).toEqual({ sandbox: false, model: 'gpt-x' })
  })

  it('recognises the bundled sandbox as B by what it says of itself', async () => {
    const { findings } = await run({ gateway: { identity: 'I am the sandbox.' } })
    expect(findings.modelB).toEqual({ sandbox: true })
  })

  it('knows no B where no fault was taken over', async () => {
    const { findings } = await run({ gateway: { failsOverOn: [] } })
    expect(findings.cells.map(({ verdict }) => verdict)).toEqual(['error', 'error', 'error'])
    expect(findings.cells.every(({ todo }) => todo !== undefined)).toBe(true)
    expect(findings).not.toHaveProperty('modelB')
  })

  it('shows which fault is not taken over', async () => {
    const { findings } = await run({ gateway: { failsOverOn: ['529', '401'] } })
    const failed = findings.cells.filter(({ verdict }) => verdict !== 'green')
    expect(failed.map(({ fault, shown }) => [fault, shown])).toEqual([['truncated', 'HTTP 529']])
  })

  it('reports its progress', async () => {
    const progress: (readonly [number, number])[] = []
    await run({ gateway: {}, direct: { failsOverOn: [] } }, { onProgress: (done, of) => progress.push([done, of]) })
    expect(progress).toEqual(Array.from({ length: 6 }, (_none, index) => [index + 1, 6]))
  })

  it('ends every lease that it holds', async () => {
    const { leases, ended } = await run({ gateway: { keepsOutFor: 1 }, direct: { failsOverOn: [] } })
    expect([...leases.keys()].filter((token) => !ended.has(token))).toEqual([])
  })

  it('never asks with the same prompt twice', async () => {
    const { asked } = await run({ gateway: { keepsOutFor: 1 }, sdk: {} })
    expect(new Set(asked).size).toBe(asked.length)
  })
})

describe('a gateway that keeps A out after a failure', () => {
  it('is asked again with each fault once A is back', async () => {
    const { findings } = await run({ gateway: { keepsOutFor: 1 } })
    for (const cell of findings.cells) expect(cell).toMatchObject({ verdict: 'green', injected: 1 })
  })

  it('is left as it was found where the test is interrupted', async () => {
    const interrupt = new AbortController()
    const { findings } = await run(
      { gateway: { keepsOutFor: 1 } },
      { signal: interrupt.signal, onProgress: (done, of) => done === of && interrupt.abort() },
    )
    const [first, second] = findings.cells
    expect(first).toMatchObject({ verdict: 'green' })
    expect(second).toMatchObject({ verdict: 'not exercised', text: 'model B answered and A was not asked' })
    expect(second?.todo).toContain('cooldown')
    expect(findings).not.toHaveProperty('failbackMs')
  })
})

describe('a route that does not work without a fault', () => {
  it('gets none, and says why and what to set', async () => {
    const { findings, asked } = await run({ gateway: { bypasses: true }, direct: { failsOverOn: [] } })
    const cells = findings.cells.filter(({ route }) => route === 'gateway')
    expect(cells).toHaveLength(FAULTS.length)
    for (const cell of cells) {
      expect(cell).toMatchObject({ verdict: 'not exercised', text: 'answered without asking the proxy', tookMs: 0 })
      expect(cell.todo).toBe('Set the address of provider A in the gateway to http://127.0.0.1:4191.')
    }
    // Once for the gateway; the direct route gets one request more than it has faults.
    expect(asked).toHaveLength(1 + 1 + FAULTS.length)
  })

  it('is advised to start the gateway where nothing listens at its address', async () => {
    const world = fakeProxy()
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:4000')
    const absent = { ...world.route('gateway'), ask: () => Promise.reject(new TypeError('fetch failed', { cause })) }
    const findings = await runFailoverTest(testOf({ proxy: world.proxy, routes: [absent] }))
    expect(findings.cells[0]?.text).toContain('ECONNREFUSED 127.0.0.1:4000')
    for (const { todo } of findings.cells) expect(todo).toContain('Start the gateway')
  })

  it('is advised to shorten its cooldown where it keeps A out from the beginning', async () => {
    const world = fakeProxy()
    const route = world.route('gateway')
    const prompts: string[] = []
    const keepingOut = {
      ...route,
      async ask(prompt: string, signal: AbortSignal) {
        prompts.push(prompt)
        const answer = /exactly: (.+)$/.exec(prompt)?.[1] ?? ''
        // A is asked as well, and its answer is thrown away: the proxy sees it, and B answers.
        await route.ask(prompt, signal)
        return { text: answer, complete: true, httpStatus: 200 }
      },
    }
    const findings = await runFailoverTest(testOf({ proxy: world.proxy, routes: [keepingOut] }))
    expect(findings.cells[0]?.text).toBe('model B answered, although nothing was injected')
    expect(findings.cells[0]?.todo).toContain('cooldown')
    expect(prompts).toHaveLength(1)
  })
})

describe('the return to A', () => {
  it('is measured on the first route that fails over', async () => {
    const { findings } = await run({ direct: {}, gateway: { bypasses: true }, sdk: { keepsOutFor: 0 } })
    expect(findings.failbackMs).toBeGreaterThanOrEqual(0)
  })

  it.each([[{ direct: {} }], [{ gateway: { bypasses: true }, direct: {} }]])(
    'is not measured where none of them works: %j',
    async (gateways) => {
      expect((await run(gateways)).findings).not.toHaveProperty('failbackMs')
    },
  )
})

describe('the cells of any gateway', () => {
  it('are green exactly for the faults that it fails over on', async () => {
    const names = FAULTS.map(({ name }) => name)
    await fc.assert(
      fc.asyncProperty(fc.subarray(names), async (failsOverOn) => {
        const { findings } = await run({ gateway: { failsOverOn } })
        const green = findings.cells.filter(({ verdict }) => verdict === 'green').map(({ fault }) => fault)
        expect(green).toEqual(names.filter((name) => failsOverOn.includes(name)))
        expect(findings.modelB === undefined).toBe(failsOverOn.length === 0)
      }),
      { numRuns: 8 },
    )
  })
})
