import { expect, test } from 'vitest'
import { historyOf } from '../../benchmarks/made-history.ts'
import { auditedSliceOf, operations, sliceOf } from './literal-history.ts'
import { anomalies, checkNames, findingsOf } from './registry.ts'

const histories = {
  'with sessions that write, read and log out': sliceOf([...historyOf(2_000)], 'store'),
  'with posts that are lost, doubled, or not answered': auditedSliceOf(
    operations({}, { kind: 'post-add', post: 1 }, { kind: 'post-add', post: 2 }, { kind: 'post-add', status: 503 }),
    ['user-1.1.2', 'user-1.1.2'],
  ),
  'of nothing': sliceOf([]),
}

test.each(Object.entries(histories))(
  'checks find the same together as each of them alone: a history %s',
  (_, slice) => {
    const alone = Object.fromEntries(checkNames.map((name) => [name, anomalies[name].check.check(slice)]))
    expect(findingsOf(slice, checkNames)).toEqual(alone)
  },
)

test('only the requested checks are returned', () => {
  expect(Object.keys(findingsOf(sliceOf(operations({}, {})), ['unavailable', 'exposed-credential']))).toEqual([
    'unavailable',
    'exposed-credential',
  ])
})
