/** Texts of comparisons in every language: see the pages' own say.ts. */

import { sayIn } from '../report/i18n/texts.ts'
import { en } from './comparison-texts.en.ts'
import { ko } from './comparison-texts.ko.ts'

export type Words = typeof en

export const say = sayIn<Words>({ en, ko })
