/** Texts of reports in every language. A page holds all of them, and shows those of the language that its reader chooses. */

import { html, Markup } from '../html/markup.ts'
import { en, type Texts } from './texts.en.ts'
import { ko } from './texts.ko.ts'

/** The same text in every language. */
export const translated = translator<Texts>({ en, ko })

/** Makes a function that takes a text from the texts of each language: a span for each, or one text where all are equal. */
export function translator<OwnTexts>(languages: Readonly<Record<string, OwnTexts>>) {
  return (textOf: (texts: OwnTexts) => string | Markup): Markup => {
    const versions = Object.entries(languages).map(([language, texts]) => [language, textOf(texts)] as const)
    const [[, first] = ['', '']] = versions
    const isSame = versions.every(([, version]) => plain(version) === plain(first))
    return isSame
      ? html`${first}`
      : html`${versions.map(([language, version]) => html`<span lang="${language}">${version}</span>`)}`
  }
}

function plain(version: string | Markup): string {
  return version instanceof Markup ? version.text : version
}
