/** The result of each attack: how often it was tried beside a control that was accepted, and its answers. */

import type { Attack } from '../../../bench/attacks/attack.ts'
import { attacks } from '../../../bench/attacks/registry.ts'
import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import { sessionsOf } from '../../anomalies/checker.ts'
import { attacksOf } from '../../anomalies/forged-accepted/check.ts'

export interface AttackFigures extends Pick<Attack, 'class' | 'how'> {
  readonly name: string
  readonly tried: number
  /** Answered 401: the right answer to each. */
  readonly refused: number
  /** How often each reason was given. */
  readonly reasons: Readonly<Record<string, number>>
  /** Every other status that was answered, and how often. */
  readonly otherwise: Readonly<Record<string, number>>
}

/** In the library's order; only those that were tried. */
export function attackFigures({ operations }: HistorySlice): AttackFigures[] {
  const tried = Map.groupBy(sessionsOf(operations).flatMap(attacksOf), ({ attack }) => attack)
  return Object.entries(attacks).flatMap(([name, { class: kind, how }]) => {
    const answers = tried.get(name)
    if (answers === undefined) return []
    const [refused, others] = [
      answers.filter(({ status }) => status === 401),
      answers.filter(({ status }) => status !== 401),
    ]
    return [
      {
        name,
        class: kind,
        how,
        tried: answers.length,
        refused: refused.length,
        reasons: countBy(refused, ({ reason }) => reason ?? 'none'),
        otherwise: countBy(others, ({ status }) => `${status}`),
      },
    ]
  })
}

function countBy(operations: readonly Operation[], keyOf: (operation: Operation) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(operations, keyOf)].map(([key, found]) => [key, found.length]))
}
