/** All checkers, by the anomaly that they look for. */

import type { Checker } from './checker.ts'
import { identitySwap } from './identity-swap.ts'
import { sessionMismatch } from './session-mismatch.ts'
import { unavailable } from './unavailable.ts'

export const checkers = {
  'session-mismatch': sessionMismatch,
  'identity-swap': identitySwap,
  unavailable,
} as const satisfies Record<string, Checker>

export type CheckName = keyof typeof checkers
export const checkNames = Object.keys(checkers) as readonly CheckName[]
