/** Reads the text of a report.json of this version or an older one, and refuses one that is not complete. Pure. */

import { Compile } from 'typebox/compile'
import { problemsOf } from '../../../bench/scenarios/schema-problems.ts'
import { checkNames } from '../../anomalies/registry.ts'
import { upgrades } from './older-versions.ts'
import { type CheckReport, type ClientReport, type ModeReport, type Report, reportSchema } from './report.ts'
import { ReportSchema } from './report-schema.ts'

/** A report file that cannot be used; the message names it, says why, and what to do. */
export class ReportFileError extends Error {
  readonly code = 'ERR_REPORT_FILE'
}

const version = /^lab-report\/(\d+)$/
const newest = Number(version.exec(reportSchema)?.[1])
const problemsNamed = 3

const validator = Compile(ReportSchema)

/**
 * @param name what error messages call it: the file's path
 * @throws ReportFileError
 */
export function readReport(text: string, name: string): Report {
  let value = parse(text, name)
  for (let found = versionOf(value, name); found < newest; found += 1) value = upgrades[found]?.(value)
  if (!validator.Check(value)) {
    const problems = problemsOf(validator, value).map(({ message }) => message)
    const named = problems.slice(0, problemsNamed).join('; ')
    const more = problems.length > problemsNamed ? `; and ${problems.length - problemsNamed} more` : ''
    throw new ReportFileError(`${name} is a damaged report: ${named}${more}: compute it again with lab report`)
  }
  return withEveryCheck(value as unknown as Report)
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

function versionOf(value: unknown, name: string): number {
  const schema = (value as { readonly schema?: unknown } | null)?.schema
  const found = Number(version.exec(String(schema))?.[1])
  if (!(found >= 1)) throw new ReportFileError(`${name} is no report of this lab: its schema is not ${reportSchema}`)
  if (found > newest) {
    throw new ReportFileError(
      `${name} is of schema ${schema}: this lab reads up to ${reportSchema}: a newer one may read it`,
    )
  }
  return found
}

/** A check that the lab which wrote the report did not have yet. */
const unknownCheck: CheckReport = {
  valid: 'unknown',
  count: 0,
  total: 0,
  sessions: { count: 0, total: 0 },
  rate: null,
  ci95: [0, 1],
  causes: {},
  evidence: [],
}
const everyCheck = Object.fromEntries(checkNames.map((name) => [name, unknownCheck]))

function withEveryCheck(report: Report): Report {
  const complete = (of: ClientReport): ClientReport => ({ ...of, checks: { ...everyCheck, ...of.checks } })
  const modes = Object.entries(report.modes).map(([name, mode]): [string, ModeReport] => {
    const clients = Object.entries(mode.clients).map(([client, of]) => [client, complete(of)])
    return [name, { ...mode, clients: Object.fromEntries(clients) }]
  })
  return { ...report, modes: Object.fromEntries(modes) }
}
