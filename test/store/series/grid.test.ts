import { expect, it } from 'vitest'
import { count, Grid, totalOf } from '../../../src/store/series/grid.ts'

it('has one cell per series and bucket, in order of time', () => {
  const grid = new Grid(() => new Map<string, number>())
  count(grid.cell('chat', 20), 'passed', 2)
  count(grid.cell('api', 10), 'failed', 1)
  count(grid.cell('chat', 10), 'passed', 3)
  count(grid.cell('chat', 20), 'failed', 1)
  const rows = grid
    .rows()
    .map(([series, buckets]) => [series, buckets.map(([at, cell]) => [at, Object.fromEntries(cell)])])
  expect(rows).toEqual([
    [
      'chat',
      [
        [10, { passed: 3 }],
        [20, { passed: 2, failed: 1 }],
      ],
    ],
    ['api', [[10, { failed: 1 }]]],
  ])
})

it('adds the counts of all buckets', () => {
  const buckets = [10, 20].map((at) => [at, new Map([['passed', at]])] as const)
  expect(Object.fromEntries(totalOf(buckets))).toEqual({ passed: 30 })
  expect(totalOf([]).size).toBe(0)
})
