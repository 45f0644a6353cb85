import { describe, it, expect as vitestExpect } from 'vitest'
import { type ExpectationWatch, expect, expectationWatch } from '../../src/probe/expectations.ts'

/** What a run is told of the expectations in `body`. */
async function watching(body: () => Promise<void> | void) {
  const seen = { expected: 0, waits: [] as PromiseLike<unknown>[] }
  const watch: ExpectationWatch = {
    expected: () => {
      seen.expected += 1
    },
    expecting: (result) => seen.waits.push(result),
  }
  await expectationWatch.run(watch, body)
  return seen
}

const polled = async (value: number) => {
  await expect.poll(() => value).toBe(42)
}

describe('the expectations of a run', () => {
  it('are each reported, those that do not wait as well', async () => {
    const seen = await watching(() => {
      expect(42).toBe(42)
      expect('a').not.toBe('b')
      expect.soft(1).toBe(1)
    })
    vitestExpect([seen.expected, seen.waits.length]).toEqual([3, 0])
  })

  it('are waited for where their matcher waits, also behind not', async () => {
    const seen = await watching(async () => {
      await polled(42)
      await expect.poll(() => 1).not.toBe(2)
      await expect(Promise.resolve(1)).resolves.toBe(1)
    })
    vitestExpect([seen.expected, seen.waits.length]).toEqual([3, 3])
  })

  it('are reported of an expect with a timeout of its own, which a probe may make anywhere', async () => {
    const slow = expect.configure({ timeout: 1_000 })
    const seen = await watching(async () => {
      slow(42).toBe(42)
      await slow.poll(() => 42).toBe(42)
    })
    vitestExpect([seen.expected, seen.waits.length]).toEqual([2, 1])
  })

  it('are reported of an expect with matchers of the author, and none is by making it', async () => {
    const seen = await watching(() => {
      const extended = expect.extend({ toBeEven: (value: number) => ({ pass: value % 2 === 0, message: () => 'odd' }) })
      extended(42).toBeEven()
    })
    vitestExpect(seen.expected).toBe(1)
  })

  it('fail as those of Playwright do', () => {
    vitestExpect(() => expect(41).toBe(42)).toThrow('41')
    vitestExpect(() => expect.configure({ message: 'the answer' })(41).toBe(42)).toThrow('the answer')
  })

  it('are not reported outside of a run', () => {
    vitestExpect(() => expect(42).toBe(42)).not.toThrow()
  })
})
