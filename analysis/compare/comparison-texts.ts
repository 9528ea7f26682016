/** Texts of comparisons, in every language. */

import { translator } from '../report/i18n/texts.ts'
import { en, type Texts } from './comparison-texts.en.ts'
import { ko } from './comparison-texts.ko.ts'

export const translated = translator<Texts>({ en, ko })
