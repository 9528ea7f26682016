/** What each mode's credentials disclose, as rows for every kind of report. Pure. */

import type { ExposureFigures } from '../figures/exposure-figures.ts'
import { firstClient, type ModeReport, type Report } from '../model/report.ts'

export interface ExposureRow {
  readonly mode: string
  /** Of the Cookie and Authorization headers of a request; null where none was sent. */
  readonly bytes: number | null
  readonly of: ExposureFigures
}

export function exposureRows({ modes }: Report): ExposureRow[] {
  return Object.entries(modes).flatMap(([mode, of]: [string, ModeReport]) =>
    of.exposure === undefined ? [] : [{ mode, bytes: firstClient(of).load.credentialBytes ?? null, of: of.exposure }],
  )
}

/** The personal data in the fields, each once. */
export function toldOf({ fields }: ExposureFigures): string[] {
  return [...new Set(Object.values(fields).filter((tells) => tells !== null))]
}

/** The fields by name, with what those tell of the person that do: `sub (user id), exp`. */
export function fieldsOf({ fields }: ExposureFigures): string {
  return Object.entries(fields)
    .map(([name, tells]) => (tells === null || tells === name ? name : `${name} (${tells})`))
    .join(', ')
}

/** How much was searched; the same for all modes of a run. */
export function searchedIn(rows: readonly ExposureRow[]): ExposureFigures['logs'] {
  return rows[0]?.of.logs ?? { files: 0, bytes: 0 }
}
