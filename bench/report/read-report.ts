/** Reads the text of a report.json: whole and sound, or not at all. Pure. */

import Type, { type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { checkNames } from '../checkers/registry.ts'
import { problemsOf } from '../scenarios/schema-problems.ts'
import type { Report } from './report.ts'

/** A report file that cannot be used; the message names it, says why, and what to do. */
export class ReportFileError extends Error {
  readonly code = 'ERR_REPORT_FILE'
}

const figure = Type.Number()
const share = Type.Number({ minimum: 0, maximum: 1 })
const count = Type.Integer({ minimum: 0 })
const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()])

const trial = Type.Object({
  trial: count,
  throughputPerSecond: figure,
  goodputPerSecond: figure,
  latencyMs: orNull(Type.Object({ p50: figure, p90: figure, p99: figure })),
  bytesPerRequest: Type.Object({ sent: figure, received: figure }),
  replicaCpuMicrosPerRequest: orNull(figure),
})

const check = Type.Object({
  count,
  total: count,
  sessions: Type.Object({ count, total: count }),
  rate: orNull(share),
  ci95: Type.Tuple([share, share]),
})

const client = Type.Object({
  checks: Type.Object(Object.fromEntries(checkNames.map((name) => [name, check]))),
  trials: Type.Array(trial),
})

/** What is compared, and no more. */
const validator = Compile(
  Type.Object({
    scenario: Type.String(),
    startedAt: Type.String(),
    verdict: Type.Enum(['pass', 'fail', 'unknown']),
    environment: Type.Object({}),
    topology: Type.Object({ replicas: count }),
    setup: Type.Object({ trials: count }),
    modes: Type.Record(
      Type.String(),
      Type.Object({
        strategy: Type.String(),
        policy: Type.String(),
        clients: Type.Partial(Type.Object({ frozen: client, browser: client })),
      }),
    ),
  }),
)

const problemsTold = 3

/**
 * @param name what error messages call it: the file's path
 * @throws ReportFileError
 */
export function readReport(text: string, name: string): Report {
  const value = parse(text, name)
  const { schema, setup } = (value ?? {}) as { readonly schema?: unknown; readonly setup?: unknown }
  const [, version] = /^lab-report\/(\d+)$/.exec(String(schema)) ?? []
  if (version === undefined)
    throw new ReportFileError(`${name} is no report of this lab: its schema is not lab-report/1`)
  if (version !== '1')
    throw new ReportFileError(`${name} is of schema ${schema}: this lab reads lab-report/1, a newer one may read it`)
  if (setup === undefined)
    throw new ReportFileError(`${name} was written by an older lab: compute it again with lab report`)
  if (!validator.Check(value)) {
    const problems = problemsOf(validator, value).map(({ message }) => message)
    const more = problems.length > problemsTold ? `; and ${problems.length - problemsTold} more` : ''
    const told = problems.slice(0, problemsTold).join('; ')
    throw new ReportFileError(`${name} is a damaged report: ${told}${more}: compute it again with lab report`)
  }
  return value as unknown as Report
}

function parse(text: string, name: string): unknown {
  if (text.trim() === '') throw new ReportFileError(`${name} is empty: compute it again with lab report`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    const { message } = cause as Error
    throw new ReportFileError(`${name} is no report, or cut off (${message}): compute it again with lab report`, {
      cause,
    })
  }
}
