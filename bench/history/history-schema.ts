/** Checks the lines of a history file: a file may be damaged, foreign, or made with bad intent. */

import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { problemsOf } from '../scenarios/schema-problems.ts'
import { operation } from './operation.ts'
import {
  audit,
  end,
  exposure,
  fault,
  type HistoryRecord,
  interruption,
  type RunRecord,
  retry,
  run,
  segment,
} from './records.ts'

const validators = {
  run: Compile(run),
  segment: Compile(segment),
  operation: Compile(operation),
  fault: Compile(fault),
  retry: Compile(retry),
  audit: Compile(audit),
  exposure: Compile(exposure),
  interruption: Compile(interruption),
  end: Compile(end),
} as const satisfies Record<HistoryRecord['type'], ReturnType<typeof Compile<TSchema>>>

const problemsTold = 2

/** The problem with a line's value; undefined where it is a valid record. */
export function problemWith(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'it is no record'
  const { type } = value as { readonly type?: unknown }
  if (typeof type !== 'string' || !Object.hasOwn(validators, type)) {
    return `its type is ${JSON.stringify(type)?.slice(0, 80) ?? 'missing'}, none of ${Object.keys(validators).join(', ')}`
  }
  const validator = validators[type as HistoryRecord['type']]
  if (validator.Check(value)) return undefined
  const problems = problemsOf(validator, value).map(({ message }) => message.slice(0, 200))
  return problems.slice(0, problemsTold).join('; ')
}

/** The longest time series of seconds that can be drawn. */
const longestWindowMicros = 7 * 86_400e6

/** How a record contradicts its run; undefined where it does not. */
export function contradictionWith(run: RunRecord, record: HistoryRecord): string | undefined {
  if (record.type === 'run') return 'there is a second run'
  if (record.type !== 'segment') return undefined
  const { mode, startMicros, windowEndMicros, endMicros } = record
  if (!Object.hasOwn(run.modes, mode) || mode === '__proto__')
    return `it is of mode ${JSON.stringify(mode).slice(0, 80)}, which the run does not name`
  if (!(startMicros <= windowEndMicros && windowEndMicros <= endMicros)) return 'it ends before it begins'
  return windowEndMicros - startMicros > longestWindowMicros ? 'it lasts for more than a week' : undefined
}
