/** Texts of `lab serve`, in every language. */

import { translator } from '../../analysis/report/i18n/texts.ts'
import { en, type Texts } from './results-texts.en.ts'
import { ko } from './results-texts.ko.ts'

export const translated = translator<Texts>({ en, ko })
