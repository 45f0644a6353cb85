import { describe, expect, it } from 'vitest'
import { selectPlans } from '../../../src/app/startup/select-plans.ts'
import { type ConfigError, defined, type ProbePlan, type Problem } from '../../../src/core/index.ts'

const plan = (target: string, probe: string, surface = probe): ProbePlan => ({
  target,
  surface,
  probe,
  kind: 'api',
  cadence: { every: 60_000 },
  timeoutMs: 1,
  file: 'f',
})
const plans = [plan('a', 'login'), plan('b', 'login'), plan('a', 'stream', 'api')]
const problem: Problem = { source: 'x.probe.ts', path: 'default', expected: 'a probe', got: 'nothing' }

describe('selectPlans', () => {
  it('returns all probes without names', () => {
    expect(selectPlans({ plans, problems: [] }, [])).toEqual(plans)
  })

  it('selects a probe of every target by name, of one target by id, and all of a surface by its name', () => {
    expect(selectPlans({ plans, problems: [] }, ['login'])).toHaveLength(2)
    expect(selectPlans({ plans, problems: [] }, ['b/login'])).toEqual([plans[1]])
    expect(selectPlans({ plans, problems: [] }, ['api'])).toEqual([plans[2]])
  })

  it('suggests the nearest name for one that does not exist', () => {
    expect(() => selectPlans({ plans, problems: [] }, ['logni'])).toThrow(
      expect.objectContaining({ code: 'unknown_name', hint: 'Did you mean "login"?' }),
    )
  })

  it('runs a named probe although another file is broken, but not everything', () => {
    expect(selectPlans({ plans, problems: [problem] }, ['login'])).toHaveLength(2)
    expect(() => selectPlans({ plans, problems: [problem] }, [])).toThrow(expect.objectContaining({ code: 'config' }))
    expect(() => selectPlans({ plans, problems: [problem] }, ['other'])).toThrow(
      expect.objectContaining({ problems: [problem] }),
    )
  })
  const refused = (name: string, surface: string, target?: string): Problem => ({
    ...{ source: `${name}.probe.ts`, path: 'every', expected: 'longer than the timeout', got: '5 s' },
    probe: { name, surface, ...defined({ target }) },
  })

  it('gives the reason why a requested probe is refused, though others of its name or surface could run', () => {
    const problems = [refused('login', 'login', 'a'), refused('other', 'api')]
    const selected = (name: string) => {
      try {
        return selectPlans({ plans, problems }, [name])
      } catch (error) {
        return (error as ConfigError).problems
      }
    }
    expect(selected('login')).toEqual([problems[0]])
    expect(selected('a/login')).toEqual([problems[0]])
    expect(selected('b/login')).toEqual([plans[1]])
    expect(selected('api')).toEqual([problems[1]])
    expect(selected('b/other')).toEqual([problems[1]])
    expect(selected('stream')).toEqual([plans[2]])
  })

  it('suggests a refused probe for a name that does not exist', () => {
    expect(() => selectPlans({ plans, problems: [refused('weather', 'api')] }, ['wether'])).toThrow(
      expect.objectContaining({ code: 'unknown_name', hint: 'Did you mean "weather"?' }),
    )
  })
})
