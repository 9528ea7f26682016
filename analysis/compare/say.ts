/** Texts of comparisons in every language: see the pages' own say.ts. */

import { sayIn } from '../report/i18n/say.ts'
import { en } from './words.en.ts'
import { ko } from './words.ko.ts'

export type Words = typeof en

export const say = sayIn<Words>({ en, ko })
