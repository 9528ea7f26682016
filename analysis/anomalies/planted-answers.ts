/**
 * Defects for tests of predictions: answers of a recorded run are changed as a wrong replica would have changed them, and the
 * prediction has to be contradicted. Pure.
 */

import type { Operation } from '../../bench/history/operation.ts'
import { kindsWhere } from '../../bench/load/workloads/operation-kinds.ts'
import type { Law } from '../theory/prediction.ts'
import { isAfter } from './checker.ts'
import type { CheckName } from './registry.ts'

interface Defect {
  /** What the replicas of this history do, in one clause. */
  readonly says: string
  /** Changes the operations of one session, in order of start. */
  readonly plant: (session: readonly Operation[]) => readonly Operation[]
}

const endingKinds = kindsWhere(({ ends }) => ends === true)

const refusal = (operation: Operation): Operation => ({
  ...operation,
  outcome: 'fail',
  status: 401,
  reason: 'unknown-session',
})

function acceptance({ reason: _, ...operation }: Operation): Operation {
  return { ...operation, outcome: 'ok', status: 200, identity: operation.user }
}

const isRefused = ({ status }: Operation) => status === 401 || status === 403

export const answerDefects = {
  'refuses-every-session': {
    says: 'replicas refuse every session that they have opened',
    plant: ([login, ...others]) =>
      login === undefined ? [] : [login, ...others.map((one) => (one.outcome === 'ok' ? refusal(one) : one))],
  },
  'accepts-every-credential': {
    says: 'replicas accept every credential that they should refuse',
    plant: (session) => session.map((one) => (isRefused(one) ? acceptance(one) : one)),
  },
  'ends-everything-at-once': {
    says: 'replicas refuse a credential as soon as its owner has ended it, also where nothing can end it',
    plant: (session) => {
      const end = session.find(({ kind, outcome }) => endingKinds.has(kind) && outcome === 'ok')
      return end === undefined ? session : session.map((one) => (isAfter(one, end) ? refusal(one) : one))
    },
  },
  'answers-empty-carts': {
    says: 'replicas answer reads with an empty cart of version 0',
    plant: (session) =>
      session.map((one) => (one.item === undefined && one.outcome === 'ok' ? { ...one, items: [], version: 0 } : one)),
  },
} as const satisfies Record<string, Defect>

export type AnswerDefect = keyof typeof answerDefects

/** What raises the rate or the life that a check measures, and what lowers it. */
const defectsOf: Partial<
  Readonly<Record<CheckName, { readonly raises: AnswerDefect; readonly lowers: AnswerDefect }>>
> = {
  ...sameFor(['session-mismatch', 'session-loss', 'involuntary-logout'], {
    raises: 'refuses-every-session',
    lowers: 'accepts-every-credential',
  }),
  ...sameFor(['stale-read', 'lost-update'], { raises: 'answers-empty-carts', lowers: 'accepts-every-credential' }),
  ...sameFor(
    [
      'zombie-session',
      'stale-authorization',
      'stolen-after-logout',
      'stolen-after-logout-all',
      'stolen-after-new-password',
      'stolen-after-disabling',
    ],
    { raises: 'accepts-every-credential', lowers: 'ends-everything-at-once' },
  ),
}

function sameFor<Value>(names: readonly CheckName[], value: Value): Partial<Record<CheckName, Value>> {
  return Object.fromEntries(names.map((name) => [name, value]))
}

/** The defect that contradicts a prediction: high rates are lowered, all else is raised. @returns undefined where none is known */
export function defectAgainst(name: CheckName, law: Law): AnswerDefect | undefined {
  const isHigh = 'rate' in law && (law.rate ?? 0) > 0.5
  return defectsOf[name]?.[isHigh ? 'lowers' : 'raises']
}
