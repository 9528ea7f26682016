/** Texts of `lab serve` in every language: see the pages' own say.ts. */

import { sayIn } from '../../analysis/report/i18n/texts.ts'
import { en } from './results-texts.en.ts'
import { ko } from './results-texts.ko.ts'

export type Words = typeof en

export const say = sayIn<Words>({ en, ko })
