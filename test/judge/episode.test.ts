import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import {
  type Episode,
  mayBeBlip,
  recoveryNeeded,
  recoveryPerPass,
  shareOfBad,
  startEpisode,
  updateEpisode,
} from '../../src/judge/episode.ts'
import type { Observation } from '../../src/judge/suspicion.ts'

const GOOD: Observation = { stream: 'a', endedAt: 0 }
const FAILED: Observation = { stream: 'a', endedAt: 0, bad: 'failed' }
const SLOW: Observation = { stream: 'a', endedAt: 0, bad: 'slow' }

function begun(bad: number, runs: number, down = true, relapses = 0): Episode {
  return startEpisode({ evidence: 13, from: 0, runs, bad }, 'failed', down, relapses)
}

/** `x` failed, `s` slow, `.` good. */
function story(episode: Episode, signs: string): Episode {
  return [...signs].reduce(
    (now, sign) => updateEpisode(now, [sign === 'x' ? FAILED : sign === 's' ? SLOW : GOOD]),
    episode,
  )
}

const isOver = (episode: Episode) => episode.recovery >= recoveryNeeded(episode)

describe('recovery', () => {
  it('from a long outage takes three good runs, not one', () => {
    const outage = story(begun(4, 4), 'x'.repeat(60))
    expect(isOver(story(outage, '..'))).toBe(false)
    expect(isOver(story(outage, '...'))).toBe(true)
  })

  it('from intermittent trouble takes as many as its rate asks for', () => {
    const third = story(begun(10, 30, false), 'x..'.repeat(40))
    expect(shareOfBad(third)).toBeCloseTo(0.33, 1)
    expect(isOver(story(third, '.'.repeat(14)))).toBe(false)
    expect(isOver(story(third, '.'.repeat(19)))).toBe(true)
  })

  it('starts from nothing after each bad run', () => {
    expect(story(begun(4, 4), '..x').recovery).toBe(0)
  })

  it('needs more after every relapse, up to a limit', () => {
    const needed = [0, 1, 2, 6, 50].map((relapses) => recoveryNeeded(begun(4, 4, true, relapses)))
    expect(needed).toEqual([7, 10.5, 14, 28, 28])
  })

  it('is not slowed by the good runs it is made of', () => {
    const outage = story(begun(4, 4), 'xxxxxx')
    expect(recoveryPerPass(story(outage, '...'))).toBe(recoveryPerPass(outage))
  })
})

describe('severity', () => {
  it('eases when good runs turn out to be part of the trouble', () => {
    expect(story(begun(4, 4), 'xx..').level).toBe('down')
    expect(story(begun(4, 4), 'x...x').level).toBe('degraded')
  })

  it('worsens when nearly every run fails', () => {
    expect(story(begun(3, 10, false), 'xx').level).toBe('degraded')
    expect(story(begun(3, 10, false), 'xxxx').level).toBe('down')
  })

  it('is not made worse by slow runs', () => {
    expect(story(begun(3, 10, false), 'ssssssss').level).toBe('degraded')
  })
})

describe('a blip', () => {
  it('is what trouble of few bad runs and little time may turn out to be', () => {
    expect(mayBeBlip(begun(4, 4), MINUTE)).toBe(true)
    expect(mayBeBlip(begun(5, 5), MINUTE)).toBe(false)
    expect(mayBeBlip(begun(4, 4), 4 * MINUTE)).toBe(false)
    expect(story(begun(4, 4), 'x').badRuns).toBe(5)
  })
})
