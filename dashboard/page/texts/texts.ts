/** The languages of the page, and which one to begin with. */
import { en, type Texts } from './en.ts'
import { ko } from './ko.ts'

export type { Texts } from './en.ts'

export const languages = { en, ko } as const satisfies Record<string, Texts>
export type Language = keyof typeof languages

/** How each calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어' }

export function isLanguage(name: string | null | undefined): name is Language {
  return name !== null && name !== undefined && Object.hasOwn(languages, name)
}

/** The first of these wishes (`ko-KR`, `en`, …) that there is a language for. */
export function pickLanguage(wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const name = wish?.slice(0, 2).toLowerCase()
    if (isLanguage(name)) return name
  }
  return 'en'
}
