import { describe, expect, it } from 'vitest'
import { type QuietWindow, quietWindowAt } from '../../../src/core/index.ts'

const window = (more: Partial<QuietWindow>): QuietWindow => ({ kind: 'mute', from: 100, to: 200, ...more })
const at = (time: number, windows: readonly QuietWindow[], kind?: QuietWindow['kind']) =>
  quietWindowAt(windows, { target: 'claude', surface: 'login', at: time, ...(kind ? { kind } : {}) })

describe('the quiet window of a surface', () => {
  it.each([
    [99, false],
    [100, true],
    [199, true],
    [200, false],
  ])('is half-open: at %d it is active: %s', (time, isActive) => {
    expect(at(time, [window({})]) !== undefined).toBe(isActive)
  })

  it.each([
    [{}, true],
    [{ target: 'claude' }, true],
    [{ target: 'claude', surface: 'login' }, true],
    [{ surface: 'login' }, true],
    [{ target: 'openai' }, false],
    [{ target: 'claude', surface: 'chat' }, false],
  ])('covers everything, a target or a surface: %j gives %s', (scope, isCovered) => {
    expect(at(150, [window(scope)]) !== undefined).toBe(isCovered)
  })

  it('is the one that ends last, of the requested kind', () => {
    const windows = [window({ to: 300 }), window({ to: 400 }), window({ kind: 'maintenance', to: 350 })]
    expect(at(150, windows)?.to).toBe(400)
    expect(at(150, windows, 'maintenance')?.to).toBe(350)
  })
})
