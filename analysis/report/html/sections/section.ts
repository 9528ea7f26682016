/** The seam of sections: a report → a part of its page. Pure. */

import type { Texts } from '../../i18n/texts.en.ts'
import type { Report } from '../../model/report.ts'
import type { Markup } from '../markup.ts'

export interface Section {
  /** Of its heading, in links. */
  readonly id: string
  readonly title: (texts: Texts) => string
  /** undefined where the report has nothing to say about it: then there is no heading either. */
  body(report: Report): Markup | undefined
}
