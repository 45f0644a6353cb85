import { describe, expect, it } from 'vitest'
import { errorTypeIn, isCutOff } from '../../../../src/run/drivers/browser/gather-facts.ts'

describe('the error inside an answer with a good status', () => {
  it.each([
    [
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
      'overloaded_error',
    ],
    ['{"error": {"code" : "server_error"}}', 'server_error'],
    ['data: {"type":"error","message":"sorry"}', 'error'],
    ['data: {"type":"message_delta","text":"an api_error is what you get"}', undefined],
    ['', undefined],
  ])('of %s is %s', (text, type) => {
    expect(errorTypeIn(text)).toBe(type)
  })
})

describe('the source of a page', () => {
  it.each([
    ['<html><body><p>Hello', true],
    ['<BODY class="app"><p>Hello', true],
    ['<html><body><p>Hello</body>', false],
    ['<html><p>Hello</html >', false],
    ['<p>A part of a page that never had a body', false],
    ['{"html": true}', false],
    ['', false],
  ])('%s is cut off: %s', (source, isCut) => {
    expect(isCutOff(source)).toBe(isCut)
  })
})
