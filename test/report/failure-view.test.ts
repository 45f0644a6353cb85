import { describe, expect, it } from 'vitest'
import { failureView } from '../../src/report/failure-view.ts'
import { failureOf } from './kit.ts'

describe('a failure as it is shown', () => {
  it('leaves its excerpt behind', () => {
    const failure = failureOf('edge', 'x'.repeat(500), { step: 'y'.repeat(500), detail: 'excerpt', httpStatus: 502 })
    const view = failureView(failure)
    expect(Object.keys(view).toSorted()).toEqual(['blame', 'class', 'httpStatus', 'message', 'step'])
    expect([view.message.length, view.step?.length]).toEqual([200, 80])
  })
})
