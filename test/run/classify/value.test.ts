import { expect, it } from 'vitest'
import { readThrown } from '../../../src/run/classify/thrown.ts'
import { diagnoseValue } from '../../../src/run/classify/value.ts'

const messageOf = (text: string) => diagnoseValue(readThrown(new Error(text))).message

it('a secret that is passed as it is gets the way to pass it, and no other mistake does', () => {
  expect(messageOf('frame.fill: value: expected string, got object')).toBe(
    'the probe threw: frame.fill: value: expected string, got object (a secret is passed as target.secrets.NAME.reveal())',
  )
  expect(messageOf('page.goto: url: expected string, got number')).not.toContain('reveal')
  expect(messageOf('the page has: value: expected string, got object')).not.toContain('reveal')
})
