/** What every part of the page is given. */
import type { PageState } from './page-state.ts'
import type { Texts } from './texts/texts.ts'

export interface View {
  readonly page: PageState
  readonly t: Texts
}
