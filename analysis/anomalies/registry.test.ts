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

test('where all sessions of a user meet the same fate, the user is the unit', () => {
  const refused = { status: 401, reason: 'unknown-session' } as const
  const ofTrials = [1, 2, 3].flatMap((session) =>
    operations({}, session === 3 ? {} : refused, {}).map((operation) => ({ ...operation, session })),
  )
  const slice = sliceOf(ofTrials)
  const bySession = (repeats: object) =>
    findingsOf({ ...slice, ...repeats }, ['session-mismatch'])['session-mismatch'].bySession
  expect(bySession({})).toEqual([1, 1, 0].map((count) => ({ count, total: 2 })))
  expect(bySession({ repeatsUsers: true })).toEqual([{ count: 2, total: 6 }])
})
