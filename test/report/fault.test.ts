import { describe, expect, it } from 'vitest'
import { faultOf } from '../../src/report/fault.ts'
import { door, failureOf, NOW } from './kit.ts'

const fine = [door('login', 'operational'), door('api', 'operational')]

function notice(blame: 'ours' | 'probe' | 'network') {
  const failure = failureOf(blame === 'network' ? 'dns' : 'credentials', 'HTTP 401')
  return {
    ...{ target: 'sandbox', surface: 'api', title: 'API', probe: 'api', blame, at: NOW },
    ...{ text: 'Names cannot be resolved.', failure },
  }
}

describe('is it us?', () => {
  it('no: doors that answer from the same machine are the proof', () => {
    const fault = faultOf([door('login', 'down'), door('chat', 'operational'), door('api', 'operational')], [], NOW)
    expect(fault).toEqual({
      verdict: 'them',
      answer: 'No, it is sandbox.',
      detail: 'Chat and API answer from this same machine.',
    })
  })

  it('no, but with less proof, where every door is shut', () => {
    const fault = faultOf([door('login', 'down'), door('api', 'down')], [], NOW)
    expect(fault.verdict).toBe('them')
    expect(fault.detail).toContain('nothing points to our own network')
  })

  it('unclear while our network fails as well', () => {
    expect(faultOf([door('login', 'down')], [notice('network')], NOW)).toEqual({
      ...{ verdict: 'unclear', answer: 'Perhaps both.' },
      detail: 'Names cannot be resolved.',
    })
  })

  it('yes: our network, where no door counts as shut', () => {
    expect(faultOf([door('login', 'unknown')], [notice('network')], NOW).answer).toBe('Yes, our network.')
  })

  it('yes: the monitor, where it has stopped measuring', () => {
    const silent = [door('login', 'unknown', { believed: 'operational', since: NOW - 720_000 })]
    expect(faultOf(silent, [], NOW)).toEqual({
      ...{ verdict: 'us', answer: 'Yes, the monitor is silent.' },
      detail: 'The last run ended 12 min ago. Is the worker running?',
    })
  })

  it('unclear where no run measured the service', () => {
    expect(faultOf([door('login', 'unknown')], [], NOW).verdict).toBe('unclear')
  })

  it('no outage, but action is needed while notices are open', () => {
    expect(faultOf(fine, [notice('ours')], NOW).detail).toBe('1 notice on our side needs action, see below.')
    expect(faultOf(fine, [notice('ours'), notice('probe')], NOW).detail).toContain('2 notices on our side need action')
  })

  it('nothing is broken where nothing is', () => {
    expect(faultOf(fine, [], NOW).answer).toBe('Nothing is broken.')
  })

  it('nothing is broken, but reports a single failed run', () => {
    const [login, api] = fine
    if (!login || !api) throw new Error('two doors')
    const probes = login.probes.map((probe) => ({
      ...probe,
      ...(probe.last ? { last: { ...probe.last, outcome: 'failed' as const } } : {}),
    }))
    const fault = faultOf([{ ...login, probes }, api], [], NOW)
    expect([fault.answer, fault.detail]).toEqual([
      'Nothing is broken.',
      'The last run of login did not pass, which alone is no outage.',
    ])
    expect(faultOf(fine, [], NOW).detail).toBe('The last run of every probe passed.')
  })

  it('is too early before the first result, and says whether one is coming', () => {
    const waiting = door('login', 'waiting')
    expect(faultOf([waiting], [], NOW).detail).toContain('once the worker runs')
    const [probe] = waiting.probes
    const running = { ...waiting, probes: probe ? [{ ...probe, runningSince: NOW }] : [] }
    expect(faultOf([running], [], NOW).detail).toBe('The first runs are under way.')
    expect(faultOf([], [], NOW).detail).toContain('doorwatch start')
  })
})
