/** Texts in every language of the catalogue: all are in the page, and the reader's choice shows one. */

import { html, Markup } from '../html/markup.ts'
import { en } from './texts.en.ts'
import { ko } from './texts.ko.ts'

/** Every text that English has: what is missing in another language, or is one too many, is a type error. */
export type Words = typeof en

export const languages = { en, ko } as const satisfies Record<string, Words>

/** The same sentence in all languages. */
export const say = sayIn<Words>(languages)

/** How to say the same in all languages of a catalogue. */
export function sayIn<Catalogue>(catalogue: Readonly<Record<string, Catalogue>>) {
  return (text: (words: Catalogue) => string | Markup): Markup => {
    const versions = Object.entries(catalogue).map(([language, words]) => [language, text(words)] as const)
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
